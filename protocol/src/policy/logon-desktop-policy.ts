import { CLASSIC_METHODS, DOOR_DEPARTURES, DoorPolicy, NIST_DOOR } from './door-policy.js';
import { policyGroup } from './policy-group.js';

/** A logon at a Windows desktop: `logon.desktop`. */
export const DEFAULT_LOGON_DESKTOP: DoorPolicy = {
  require: 'second-factor',
  methods: ['totp', 'hotp', 'email'],
};

export const LOGON_DESKTOP_GROUP = policyGroup(DoorPolicy, DEFAULT_LOGON_DESKTOP, {
  classic: {
    require: {
      value: 'second-factor',
      because: 'With the desktop part installed, Windows asks for the password and a code.',
    },
    methods: CLASSIC_METHODS,
  },
  nist: {
    ...NIST_DOOR,
  },
  departures: DOOR_DEPARTURES,
});
