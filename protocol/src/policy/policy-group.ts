import type { z } from 'zod';

/** A value that a profile sets, and why it does. */
export interface ProfileValue<T> {
  value: T;
  because: string;
}

/** The settings of a group that a profile sets; it leaves the others alone. */
export type ProfileValues<T> = { readonly [K in keyof T]?: ProfileValue<NonNullable<T[K]>> };

/**
 * Where a setting departs from what NIST SP 800-63B-4 and ASVS 5 ask. Numbers are those of the documents' own sections and
 * requirements: of ASVS 5.0.0 as in its list of requirements (github.com/OWASP/ASVS, `5.0/docs_en`; drafts of it number V6.3
 * otherwise). Of SP 800-63B-4, sections 3 to 3.1.3 were read in the second public draft (github.com/usnistgov/800-63-4,
 * `_sp800-63b`, commit d26e8a2). Nobody has read its other sections for this, nor compared any with the final one of 2025.
 */
export interface Departure<T> {
  setting: keyof T & string;
  /** Looks at the whole group: a setting may matter only while another one has a certain value. */
  when: (settings: T) => boolean;
  because: string;
}

/** What a feature declares of its settings. One file a group, one line in `policy.ts`. */
export interface PolicyGroup<Shape extends z.ZodRawShape> {
  schema: z.ZodObject<Shape, z.core.$strict>;
  /** As written in a policy file: any setting may be left out. */
  partial: z.ZodObject<{ [K in keyof Shape]: z.ZodOptional<Shape[K]> }, z.core.$strict>;
  shipped: z.infer<z.ZodObject<Shape, z.core.$strict>>;
  /** How the products did it that people come from. */
  classic: ProfileValues<z.infer<z.ZodObject<Shape, z.core.$strict>>>;
  /** What NIST SP 800-63B-4 and ASVS 5 ask. It sets every setting that can depart, and departs nowhere. */
  nist: ProfileValues<z.infer<z.ZodObject<Shape, z.core.$strict>>>;
  departures: readonly Departure<z.infer<z.ZodObject<Shape, z.core.$strict>>>[];
}

/** @param shipped the value of every setting that no policy sets */
export function policyGroup<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  shipped: z.infer<z.ZodObject<Shape, z.core.$strict>>,
  more: Partial<Pick<PolicyGroup<Shape>, 'classic' | 'nist' | 'departures'>> = {},
): PolicyGroup<Shape> {
  const { classic = {}, nist = {}, departures = [] } = more;
  return { schema, partial: schema.partial(), shipped, classic, nist, departures };
}
