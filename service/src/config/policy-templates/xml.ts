/** Text as XML 1.0 takes it in elements and in attributes between double quotes. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Ids in templates have no hyphens. */
export function idOf(policy: string, value: string): string {
  return `${policy}_${value.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
}
