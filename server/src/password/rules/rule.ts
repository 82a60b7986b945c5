import type { PasswordPolicy, PasswordRuleText } from '@gatehouse/protocol';

import type { Candidate } from '../candidate.js';

/** What an account and its directory are called. */
export interface NamedAccount {
  samAccountName: string;
  displayName?: string | undefined;
  mail?: string | undefined;
  userPrincipalName?: string | undefined;
  netbiosDomain: string;
  realm: string;
}

/** What a rule looks at besides the password. */
export interface Circumstances {
  policy: PasswordPolicy;
  account: NamedAccount;
  /** The password before, where it is at hand. */
  old?: Candidate | undefined;
  /** BCP 47 tag of the person's language. */
  language?: string | undefined;
}

/** One rule for the text of a password. Pure, and linear in a text whose length is bounded. Gives what is broken. */
export type Rule = (candidate: Candidate, circumstances: Circumstances) => PasswordRuleText[];
