import type { PolicyName } from './policies.js';

/** What the Group Policy editor shows of one policy. */
export interface PolicyText {
  title: string;
  /** Before the field in which the value is typed. */
  label: string;
  explanation: string;
  /** For a policy with a list of values: what each means, by value. */
  values?: Readonly<Record<string, string>>;
}

/** All texts of the template in one language. */
export interface TemplateTexts {
  /** BCP 47, as Windows names the folder of the ADML file. */
  language: string;
  displayName: string;
  description: string;
  categories: { root: string; service: string; provider: string };
  supportedOn: string;
  policies: Readonly<Record<PolicyName, PolicyText>>;
}
