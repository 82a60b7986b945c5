import type pg from 'pg';

import type { AuditLog } from './audit/audit-log.js';
import type { LogonEngine } from './authentication/logon-engine.js';
import type { Clock } from './clock.js';
import type { Mailer } from './delivery/mailer.js';
import type { Directory } from './directory/directory.js';
import type { Credentials } from './factors/credentials.js';
import type { Keyring } from './keyring/keyring.js';
import type { Policies } from './policy/policies.js';
import type { Random } from './random.js';
import type { Regulation } from './regulation/strikes.js';
import type { Sweeper } from './storage/sweeper.js';

/** What every door and every administrator's operation is built on. */
export interface ServerCore {
  engine: LogonEngine;
  credentials: Credentials;
  policies: Policies;
  audit: AuditLog;
  strikes: Regulation;
  /** Run each of them now and then, on any node. */
  sweepers: Sweeper[];
}

export interface ServerCoreDependencies {
  /** Of `openDatabase`: the core's statements are SQL, prepared once a connection. */
  pool: pg.Pool;
  keyring: Keyring;
  directory: Directory;
  /** Without one, e-mailed codes are offered to nobody. */
  mailer?: Mailer | undefined;
  clock: Clock;
  random: Random;
  /** Names this process in the audit: no two that run at once may share it. */
  nodeId: string;
  logger?: CoreLogger | undefined;
}

/** What the core needs of a logger; winston's fits. Never given a secret. */
export interface CoreLogger {
  warn(message: string, facts: Record<string, unknown>): void;
}
