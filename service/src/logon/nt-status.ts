/** NT_ERROR: the two highest bits are set ([MS-ERREF] 2.3). */
export function isFailure(ntStatus: number): boolean {
  return ntStatus >>> 30 === 3;
}

/** As Microsoft's tables have it. */
export function hexOf(ntStatus: number): string {
  return `0x${ntStatus.toString(16).toUpperCase().padStart(8, '0')}`;
}
