import type { LogonEngine } from '../authentication/logon-engine.js';
import type { LogonStore } from '../authentication/logon-store.js';
import type { Directory } from '../directory/directory.js';
import type { EnrollmentStore } from '../enrollment/enrollment-store.js';
import type { Policies } from '../policy/policies.js';
import type { Random } from '../random.js';
import type { Sessions } from '../sessions/sessions.js';

/** What the door at the web is made of. */
export interface WebParts {
  engine: LogonEngine;
  logons: Pick<LogonStore, 'find'>;
  enrollments: Pick<EnrollmentStore, 'find'>;
  directory: Pick<Directory, 'findById'>;
  policies: Pick<Policies, 'resolve'>;
  sessions: Sessions;
  random: Random;
}
