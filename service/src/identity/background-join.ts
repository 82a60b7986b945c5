import { setTimeout as delay } from 'node:timers/promises';

import { codeOf, detailOf } from '../logger.js';
import type { Logger } from '../logger.js';
import type { IdentityStore } from './identity-store.js';
import { JoinError, join } from './join.js';
import type { JoinParameters } from './join.js';
import { readTokenFile, removeTokenFile } from './token-file.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
const ATTEMPT_MS = 15_000;

export interface BackgroundJoinParameters {
  tokenFile: string;
  store: IdentityStore;
  logger: Logger;
  facts: Omit<JoinParameters, 'token' | 'signal'>;
  signal: AbortSignal;
  firstPauseMs?: number;
}

/**
 * Joins with the token file as soon as that works: the network may come later than the service, and so may the file.
 * Ends when the workstation has joined, by us or by somebody else, or when the signal says so.
 */
export async function joinInBackground(parameters: BackgroundJoinParameters): Promise<void> {
  const { store, signal } = parameters;
  let pause = parameters.firstPauseMs ?? FIRST_PAUSE_MS;
  // An identity that cannot be opened is for an administrator to see, not for us to replace; one that came with the image of
  // another computer is nobody's here.
  while (!signal.aborted && (store.version() === undefined || store.isForeign())) {
    if (await attempt(parameters)) return;
    await delay(pause, undefined, { signal, ref: false }).catch(() => undefined);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function attempt(parameters: BackgroundJoinParameters): Promise<boolean> {
  const { tokenFile, store, logger, facts, signal } = parameters;
  try {
    const token = readTokenFile(tokenFile);
    if (token === undefined) return false;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
    const identity = await join({ ...facts, token, signal: bounded });
    store.save(identity);
    removeTokenFile(tokenFile);
    logger.info('identity.joined', {
      workstationId: identity.workstationId,
      server: identity.serverUrl,
    });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    logger.error('identity.join-failed', {
      reason: error instanceof JoinError ? error.code : codeOf(error),
      detail: detailOf(error),
    });
    return false;
  }
}
