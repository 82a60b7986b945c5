import type { MachineRules } from '@gatehouse/protocol';

/** Port: tells the credential provider's filter, which knows no policy, how far this workstation has come. */
export interface Stage {
  set(mode: MachineRules['mode']): void | Promise<void>;
}

/** Where there is no filter. */
export const NO_STAGE: Stage = { set: () => undefined };
