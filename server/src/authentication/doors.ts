import type { Enrollable, PolicySettings } from '@gatehouse/protocol';

import type { Door } from './logon-engine.js';

/** What sets a door apart from the others. What the engine must know of a door stands here, and nowhere else. */
interface DoorFacts {
  /** An account of Windows is logged on behind it, at a workstation that keeps kits and owns its logons. */
  isWorkstation: boolean;
  /** Whether something that the policy requires can be enrolled there. */
  mayEnroll: (what: Enrollable, settings: PolicySettings) => boolean;
}

export const DOORS: Readonly<Record<Door, DoorFacts>> = {
  desktop: { isWorkstation: true, mayEnroll: () => true },
  web: {
    isWorkstation: false,
    mayEnroll: (what, { logon }) => what !== 'answers' || logon.web.enrollAnswers,
  },
};

/** The settings of a person as they hold at a door: what cannot be enrolled there is not required there. */
export function settingsAtDoor(settings: PolicySettings, door: Door): PolicySettings {
  const { mayEnroll } = DOORS[door];
  const { required } = settings.enrollment;
  const possible = required.filter((what) => mayEnroll(what, settings));
  if (possible.length === required.length) return settings;
  return { ...settings, enrollment: { ...settings.enrollment, required: possible } };
}
