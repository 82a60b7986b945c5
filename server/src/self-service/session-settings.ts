import type { PolicySettings } from '@gatehouse/protocol';

import { rulesOf } from './self-service-door.js';
import type { SelfServiceDoor } from './self-service-door.js';
import type { SessionSettings } from './session.js';

/** What a session at a door is judged by to its end. */
export function sessionSettingsOf(
  at: { door: SelfServiceDoor },
  settings: PolicySettings,
  policy: string | undefined,
): SessionSettings {
  const { lockout, otp, contact } = settings;
  const { methods, defaultMethod } = rulesOf(at).methodsOf(settings);
  return {
    ...{ lockout, otp, contact, policy },
    methods: [
      ...methods.filter((method) => method === defaultMethod),
      ...methods.filter((method) => method !== defaultMethod),
    ],
  };
}
