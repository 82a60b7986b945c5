import type { Enrollable, FactorMethod, PolicySettings } from '@gatehouse/protocol';

import type { Door } from './logon-engine.js';

/** What sets a door apart from the others. What the engine must know of a door stands here, and nowhere else. */
interface DoorFacts {
  /** An account of Windows is logged on behind it, at a workstation that keeps kits and owns its logons. */
  isWorkstation: boolean;
  /** Whether something that the policy requires can be enrolled there. */
  mayEnroll: (what: Enrollable, settings: PolicySettings) => boolean;
  /** Whether a recovery code stands for the factor there: services that ask for it at a tile do not know it. */
  takesRecoveryCodes: boolean;
}

export const DOORS: Readonly<Record<Door, DoorFacts>> = {
  desktop: { isWorkstation: true, mayEnroll: () => true, takesRecoveryCodes: false },
  web: {
    isWorkstation: false,
    mayEnroll: (what, { logon }) => what !== 'answers' || logon.web.enrollAnswers,
    takesRecoveryCodes: true,
  },
};

const DOOR_NAMES: readonly Door[] = ['desktop', 'web'];

/**
 * What may be proven at a door, in order of preference: what the policy names there, and a recovery code after all of it, where
 * the policy leaves them and the door takes them.
 */
export function methodsAtDoor(
  { logon, recoveryCodes }: Pick<PolicySettings, 'logon' | 'recoveryCodes'>,
  door: Door,
): FactorMethod[] {
  const isTaken = recoveryCodes.enabled && DOORS[door].takesRecoveryCodes;
  return [...logon[door].methods, ...(isTaken ? (['recovery-code'] as const) : [])];
}

/** Whether a recovery code is any use to somebody: the policy leaves them, and a door that takes them asks for a factor. */
export function areRecoveryCodesTaken({
  logon,
  recoveryCodes,
}: Pick<PolicySettings, 'logon' | 'recoveryCodes'>): boolean {
  if (!recoveryCodes.enabled) return false;
  return DOOR_NAMES.some(
    (door) => DOORS[door].takesRecoveryCodes && logon[door].require !== 'none',
  );
}

/** The settings of a person as they hold at a door: what cannot be enrolled there is not required there. */
export function settingsAtDoor(settings: PolicySettings, door: Door): PolicySettings {
  const { mayEnroll } = DOORS[door];
  const { required } = settings.enrollment;
  const possible = required.filter((what) => mayEnroll(what, settings));
  if (possible.length === required.length) return settings;
  return { ...settings, enrollment: { ...settings.enrollment, required: possible } };
}
