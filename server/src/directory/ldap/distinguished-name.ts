/** What stands between commas that are not escaped (RFC 4514). */
const RELATIVE_NAME = /(?:\\.|[^,\\])+/g;
const DOMAIN_COMPONENT = /^\s*DC\s*=\s*(.+?)\s*$/i;

/** The domain part of a distinguished name: `OU=Staff,DC=corp,DC=test` → `DC=corp,DC=test`; empty when there is none. */
export function domainDnOf(dn: string): string {
  return domainComponents(dn)
    .map((component) => `DC=${component}`)
    .join(',');
}

/** The DNS name that a distinguished name lies under (RFC 2247), lower-case: the realm. */
export function dnsDomainOf(dn: string): string {
  return domainComponents(dn).join('.').toLowerCase();
}

/** Whether an entry lies under a base, or is it, as far as the spelling tells: case and blanks around do not count. */
export function isUnder(dn: string, base: string): boolean {
  const [parts, baseParts] = [comparableParts(dn), comparableParts(base)];
  const offset = parts.length - baseParts.length;
  return offset >= 0 && baseParts.every((part, i) => part === parts[offset + i]);
}

/** How many parts a distinguished name has: of two bases that fit, the one with more is the nearer. */
export function depthOf(dn: string): number {
  return comparableParts(dn).length;
}

function comparableParts(dn: string): string[] {
  return [...dn.matchAll(RELATIVE_NAME)].map(([part]) =>
    part
      .replace(/^\s*([^=]*?)\s*=\s*/, '$1=')
      .replace(/(?<!\\)\s+$/, '')
      .toLowerCase(),
  );
}

function domainComponents(dn: string): string[] {
  return [...dn.matchAll(RELATIVE_NAME)].flatMap(
    ([relative]) => DOMAIN_COMPONENT.exec(relative)?.[1] ?? [],
  );
}
