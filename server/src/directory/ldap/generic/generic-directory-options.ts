import { LDAP_CONNECTION_DEFAULTS } from '../ldap-directory-options.js';
import type { LdapConnectionOptions } from '../ldap-directory-options.js';

/** Which attribute means what. */
export interface AttributeMap {
  /** Never changes and is never given again: `entryUUID` (RFC 4530), `nsUniqueId`. */
  id: string;
  /** What people type: one value for each person. */
  name: string;
  displayName: string;
  mail: string;
  /** The groups of a person, where the server keeps them with the person. */
  memberOf: string;
}

export const DEFAULT_ATTRIBUTES: AttributeMap = {
  id: 'entryUUID',
  name: 'uid',
  displayName: 'displayName',
  mail: 'mail',
  memberOf: 'memberOf',
};

/** What an administrator says of a directory of RFC 4519 (OpenLDAP and its kin). */
export interface GenericDirectoryOptions extends LdapConnectionOptions {
  /** What stands before the backslash. @default the realm */
  netbiosName?: string;
  /** What may stand behind the @ besides the realm. */
  suffixes?: readonly string[];
  /** The object class of people. */
  personClass?: string;
  attributes?: Partial<AttributeMap>;
  /** Where groups are searched. @default the base DN */
  groupBaseDn?: string;
  /** The password policy of who has none of their own (pwdPolicySubentry). */
  passwordPolicyDn?: string;
  /** How deep groups may lie in one another. */
  groupLevels?: number;
}

export const GENERIC_DIRECTORY_DEFAULTS = {
  ...LDAP_CONNECTION_DEFAULTS,
  suffixes: [],
  personClass: 'person',
  groupLevels: 8,
} as const satisfies Partial<GenericDirectoryOptions>;
