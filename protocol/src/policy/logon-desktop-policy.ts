import { DoorPolicy } from './door-policy.js';
import { policyGroup } from './policy-group.js';

/** A logon at a Windows desktop: `logon.desktop`. */
export const DEFAULT_LOGON_DESKTOP: DoorPolicy = {
  require: 'second-factor',
  methods: ['totp', 'email'],
};

export const LOGON_DESKTOP_GROUP = policyGroup(DoorPolicy, DEFAULT_LOGON_DESKTOP);
