import type { Challenged, CorrelationId, LogonId } from '@gatehouse/protocol';
import type { PipeScenario, ServiceMessage } from '@gatehouse/protocol/pipe';

import type { Authority } from '../authority/authority.js';
import type { Clock } from '../clock.js';
import type { Logger } from '../logger.js';
import type { Random } from '../random.js';
import type { Errands } from './errands.js';
import type { Locale } from './screens/notices.js';
import type { Texts } from './texts/texts.js';

/** What a conversation needs from around it. */
export interface ConversationContext {
  authority: Authority;
  errands: Errands;
  clock: Clock;
  random: Random;
  logger: Logger;
  texts: Texts;
  locale: Locale;
  scenario: PipeScenario;
  remote: boolean;
  /** BCP 47 tag of the person's UI language, as the DLL said it. */
  language: string;
  /** Number of the client and of its tile, for the log. */
  client: number;
  tile: number;
  send: (message: ServiceMessage) => void;
}

/** The tile, as LogonUI enumerated it. Both are empty on the "other user" tile. */
export interface Tile {
  sid: string;
  userName: string;
}

/** From one submitted password to its verdict. */
export interface Attempt {
  correlationId: CorrelationId;
  startedAt: number;
}

/** A code is to be answered. */
export interface Midway {
  attempt: Attempt;
  challenge: Challenged;
  /** When the challenge came, by `performance.now()`. */
  since: number;
}

/**
 * ```
 *             submit                challenge            submit, link
 *  ┌─────────┐ ───────> ┌──────────┐ ─────────> ┌──────┐ ───────> ┌──────────┐
 *  │ sign-in │          │ checking │            │ code │          │ checking │ …
 *  └─────────┘ <─────── └──────────┘ <───────── └──────┘          └──────────┘
 *      ↑   denied, cancel │      │ granted
 *      │                  │      └──────> ┌─────────┐  report
 *      │ again            v               │ granted │ ─────────> sign-in
 *      └─────────── ┌─────────────┐       └─────────┘
 *                   │ unreachable │
 *                   └─────────────┘
 * ```
 */
export type State =
  | { at: 'sign-in' }
  | { at: 'checking'; call: AbortController; attempt: Attempt; midway: Midway | undefined }
  | { at: 'code'; midway: Midway }
  | { at: 'unreachable'; midway: Midway | undefined }
  | { at: 'granted'; attempt: Attempt; logonId: LogonId }
  | { at: 'ended' };
