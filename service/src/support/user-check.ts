import type { LogonForecast } from '@gatehouse/protocol';

import type { KitGlance } from '../offline/kit-glance.js';
import type { ForeignForecast } from './foreign-forecast.js';

/** What is known of a logon of somebody at this workstation. */
export interface UserCheck {
  name: string;
  correlationId: string;
  /** `answers`, `not-asked` where this workstation decides first, or why the server could not be asked. */
  server: string;
  detail?: string;
  forecast?: LogonForecast;
  /** Of an account that no directory has. */
  foreign?: ForeignForecast;
  offline: {
    /** Undefined where no kit of theirs is kept here. */
    kit: Omit<KitGlance, 'account' | 'userPrincipalName' | 'stem'> | undefined;
    /** Whether Windows keeps what it takes to log on without a domain controller; undefined where nobody knows whom. */
    cachedLogons: boolean | undefined;
  };
}
