import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { ApplicationError } from '../errors/application-error.js';
import { addressOf } from './request-facts.js';

/** Bytes of a body: a policy with a thousand users fits, nothing that must not. */
export const MAX_BODY_BYTES = 65_536;

/** Bytes of an import: all policies at once, from administrators only. */
export const MAX_IMPORT_BYTES = 8 * 1024 * 1024;

/** Bytes of an import of tokens: a file of 16 MiB with every line end escaped for JSON. */
export const MAX_TOKEN_IMPORT_BYTES = 24 * 1024 * 1024;

/** How long a request may take to arrive, headers and body. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** How often Node looks: its own 30 s would let a request take three times as long. */
export const TIMEOUT_CHECK_MS = 5_000;
export const KEEP_ALIVE_MS = 65_000;

/** Requests per time window, counted by each node for itself. */
export interface RateLimits {
  /** Joining and claiming, per address and minute: each try is a guess. */
  guesses: number;
  /** Health, the document and unknown paths, per address and minute. */
  public: number;
  /** Steps of sign-ins at browsers, per address and minute: a company behind one address stays below. */
  browser: number;
  /** What signed-in people ask, per address and minute. */
  session: number;
  /** Per workstation, address and second: a shared one with many users stays far below. */
  workstation: number;
  /** Refreshes of kits, per workstation, address and minute: each may look up many people in the directory. */
  kitRefreshes: number;
  /** All workstations together, per address and second: a company behind one address stays below, too. */
  workstationAddress: number;
  /** Per address and minute. */
  administrator: number;
}

export const DEFAULT_RATE_LIMITS: RateLimits = {
  guesses: 30,
  public: 600,
  browser: 300,
  session: 1200,
  workstation: 100,
  kitRefreshes: 30,
  workstationAddress: 500,
  administrator: 600,
};

export const MINUTE_MS = 60_000;

export function perAddress(
  max: number,
  exempt: (request: FastifyRequest) => boolean,
): RateLimitOptions {
  return {
    max,
    timeWindow: MINUTE_MS,
    keyGenerator: (request) => `${request.routeOptions.url ?? ''} ${addressOf(request)}`,
    allowList: (request) => exempt(request),
    errorResponseBuilder,
  };
}

/**
 * By the key id that the request claims, which is not verified yet: hence by address, too, and see
 * {@link limitWorkstationAddresses}.
 */
export function perWorkstation(max: number, timeWindow = 1_000): RateLimitOptions {
  return {
    max,
    timeWindow,
    keyGenerator: (request) => `${claimedKeyId(request)} ${addressOf(request)}`,
    errorResponseBuilder,
  };
}

/** A second limit before {@link perWorkstation}, for whoever claims another key id with every request. */
export function limitWorkstationAddresses(app: FastifyInstance, max: number): void {
  const check = app.createRateLimit({ max, timeWindow: 1_000, keyGenerator: addressOf });
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.audience !== 'workstation') return;
    const limit = await check(request);
    if (!limit.isAllowed && limit.isExceeded) throw errorResponseBuilder();
  });
}

function claimedKeyId(request: FastifyRequest): string {
  const input = request.headers['signature-input'];
  return (
    (typeof input === 'string' ? /keyid="(wks_[a-z0-9]{26})"/.exec(input)?.[1] : undefined) ?? ''
  );
}

function errorResponseBuilder(): Error {
  return new ApplicationError('rate.limited');
}
