import { sealPassword } from '@gatehouse/protocol/recovery';

import type { PasswordSealer } from './sealed-passwords.js';

/** Seals as the recovery lock's format has it. Generations are more than a number holds exactly. */
export const recoveryPasswordSealer: PasswordSealer = ({ generation, ...recipient }, password) =>
  sealPassword({ ...recipient, generation: BigInt(generation) }, password);
