import { DOOR_DEPARTURES, DoorPolicy } from './door-policy.js';
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
    methods: {
      value: ['email', 'totp', 'hotp'],
      because: 'A code is made and sent by itself where sending is the usual way.',
    },
  },
  nist: {
    require: { value: 'second-factor', because: 'AAL2 takes two factors (SP 800-63B-4, 2.2).' },
    methods: {
      value: ['totp', 'hotp'],
      because: 'E-mail is no out-of-band authenticator (SP 800-63B-4, 3.1.3.1).',
    },
    defaultMethod: {
      value: 'totp',
      because: 'Where a person has both: its codes end by themselves.',
    },
  },
  departures: DOOR_DEPARTURES,
});
