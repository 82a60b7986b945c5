/**
 * `npm run vectors` writes `test/vectors/recovery-lock.json`.
 * Only for a new version of the lock or a new case; a test holds the file to what this makes.
 */
import { writeFileSync } from 'node:fs';

import { format } from 'prettier';

import { makeVectors } from '../test/support/recovery/make-vectors.ts';
import { VECTORS_URL } from '../test/support/recovery/vectors.ts';

const text = JSON.stringify(await makeVectors());
writeFileSync(VECTORS_URL, await format(text, { parser: 'json', printWidth: 100 }));
