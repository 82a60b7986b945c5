import { readFileSync } from 'node:fs';

import { z } from 'zod';

const Sddl = z.string().regex(/^O:(S-[\d-]+|[A-Z]{2})G:(S-[\d-]+|[A-Z]{2})D:[A-Z]*(\([^()]*\))+$/);

const WindowsRow = z.strictObject({
  object: z.enum(['file', 'folder', 'key', 'pipe']),
  /** `{state}`, `{program}` and `{pipe}` are filled in; `*` is any name. */
  path: z.string(),
  /** What we pass to Windows; absent where the object inherits. */
  asked: Sddl.optional(),
  /** What Windows then has. */
  expected: Sddl,
  /**
   * What Wine keeps of it: all (`stored`), nothing (`not stored`), or as much as fits into the mode bits of a Unix file: that
   * there is nobody but SYSTEM and the owner (`owner only`).
   */
  wine: z.enum(['stored', 'owner only', 'not stored']),
  why: z.string().min(1),
});
export type WindowsRow = z.infer<typeof WindowsRow>;

const UnixRow = z.strictObject({
  /** Below the state folder; `*` is any name. */
  path: z.string(),
  mode: z.string().regex(/^0[0-7]{3}$/),
  why: z.string().min(1),
});

const Descriptors = z.strictObject({ windows: z.array(WindowsRow), unix: z.array(UnixRow) });

/** Who may do what with everything that the workstation keeps. */
export const DESCRIPTORS = Descriptors.parse(
  JSON.parse(readFileSync(new URL('../../vectors/descriptors.json', import.meta.url), 'utf8')),
);

/** Whether what was read back of an object under Wine is as much of the row as Wine keeps. */
export function isKeptByWine({ expected, wine }: WindowsRow, sddl: string): boolean {
  switch (wine) {
    case 'stored':
      return sddl === expected;
    case 'owner only': {
      const owner = /^O:(S-[\d-]+|[A-Z]{2})G:/.exec(sddl)?.[1];
      const sids = [...sddl.matchAll(/\(A;[^()]*;([^;()]+)\)/g)].map(([, sid]) => sid);
      return sids.length > 0 && sids.every((sid) => sid === owner || sid === 'SY' || sid === 'BA');
    }
    case 'not stored':
      // That it is there and can be asked is all.
      return Sddl.safeParse(sddl).success;
  }
}
