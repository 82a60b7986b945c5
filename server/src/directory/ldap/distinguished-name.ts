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

function domainComponents(dn: string): string[] {
  return [...dn.matchAll(RELATIVE_NAME)].flatMap(
    ([relative]) => DOMAIN_COMPONENT.exec(relative)?.[1] ?? [],
  );
}
