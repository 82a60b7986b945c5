import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const IMAGES = path.join(ROOT, 'docs/images');

/** A picture that is larger does not belong into a repository. */
export const MAX_BYTES = 60_000;

export function imageOf(state: string, language: string): string {
  return `tile-${state}-${language}.png`;
}
