/**
 * Port: whether a domain controller can be reached from this workstation itself. A new password is one only there:
 * without a controller Windows goes on with the password that it keeps.
 */
export interface DomainReach {
  /**
   * Never rejects, and answers within half a second.
   *
   * @param domain NetBIOS name; undefined for the domain that the workstation is in
   */
  isReachable(domain: string | undefined): Promise<boolean>;
}

/** No domain, so no controller. */
export const NO_DOMAIN: DomainReach = { isReachable: () => Promise.resolve(false) };

/** `CORP` of `CORP\alice`; undefined where a name does not say. */
export function domainOf(name: string): string | undefined {
  const end = name.indexOf('\\');
  return end < 1 ? undefined : name.slice(0, end);
}
