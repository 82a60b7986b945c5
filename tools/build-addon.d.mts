/** The addon for node.exe on Windows x64. */
export const ADDON: string;
export function buildAddon(): Promise<void>;
