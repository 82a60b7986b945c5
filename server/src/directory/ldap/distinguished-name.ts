const DOMAIN_COMPONENT = /(?:^|,)\s*DC\s*=\s*((?:\\.|[^,\\])+)/gi;

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
  return [...dn.matchAll(DOMAIN_COMPONENT)].map((match) => (match[1] ?? '').trim());
}
