/** Longer than any name that a directory accepts (a UPN has at most 1024 characters), short enough to be harmless. */
const MAX_NAME_BYTES = 4096;

/** A name as people type it at a logon, taken apart. */
export type PrincipalName =
  | { form: 'sam'; name: string }
  /** Where an entry is in an LDAP directory. */
  | { form: 'dn'; dn: string }
  /** `DOMAIN\name` ([MS-ADTS] calls it the NT4 form). */
  | { form: 'domain'; domain: string; name: string }
  /** `name@suffix`: a user principal name, stated or implied, or a mail address. */
  | { form: 'suffixed'; name: string; suffix: string; whole: string };

/**
 * Takes a typed name apart. The text is trimmed and brought to NFC, because keyboards and pages differ in how they
 * spell an umlaut and directories compare code points.
 *
 * @returns undefined for what cannot be a name: empty parts, control characters, lone surrogates, more than {@link MAX_NAME_BYTES}
 */
export function parsePrincipalName(typed: string): PrincipalName | undefined {
  if (Buffer.byteLength(typed) > MAX_NAME_BYTES) return undefined;
  const text = typed.trim().normalize('NFC');
  if (text === '' || /[\p{Cc}\p{Cs}]/u.test(text)) return undefined;

  if (isDistinguishedName(text)) return { form: 'dn', dn: text };

  const backslash = text.indexOf('\\');
  if (backslash >= 0) {
    const [domain, name] = [text.slice(0, backslash), text.slice(backslash + 1)];
    return domain === '' || name === '' ? undefined : { form: 'domain', domain, name };
  }
  const at = text.lastIndexOf('@');
  if (at >= 0) {
    const [name, suffix] = [text.slice(0, at), text.slice(at + 1)];
    if (name === '' || suffix === '') return undefined;
    return { form: 'suffixed', name, suffix, whole: text };
  }
  return { form: 'sam', name: text };
}

const RELATIVE_NAME = /^\s*[A-Za-z][A-Za-z0-9-]*\s*=/;

/** `cn=Olga,ou=People,dc=corp,dc=test`: at least two parts, each with a type. No account name looks like that. */
export function isDistinguishedName(text: string): boolean {
  const parts = text.match(/(?:\\.|[^,\\])+/g) ?? [];
  return parts.length > 1 && parts.every((part) => RELATIVE_NAME.test(part));
}

/** Whether two names are one in a Windows directory, which ignores case. */
export function equalNames(left: string, right: string): boolean {
  return foldName(left) === foldName(right);
}

/**
 * The spelling of names that Active Directory takes for one: it compares without diacritics, width and repeated white
 * space. For names that nobody has; what it folds beyond Unicode's compatibility decomposition is not folded here.
 */
export function foldWidely(name: string): string {
  const bare = name.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return bare.toLowerCase().trim().replaceAll(/\s+/g, ' ');
}

/** The spelling under which a name is compared and stored. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}
