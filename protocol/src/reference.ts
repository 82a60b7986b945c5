/** What a person reads out of a correlation id to the help desk: the first 48 bits, in groups of four (`7F3A-91C2-0B44`). */
export function referenceOf(id: string): string {
  return (id.slice(0, 12).toUpperCase().match(/.{4}/g) ?? []).join('-');
}

/** The prefix of correlation ids that a reference names, or undefined when it is not a reference. */
export function parseReference(text: string): string | undefined {
  const hex = text.replaceAll(/[\s-]/g, '').toLowerCase();
  return /^[0-9a-f]{12,32}$/.test(hex) ? hex : undefined;
}
