import type { Directory } from '../directory/directory.js';
import type { ServerMetrics } from './server-metrics.js';

/** Questions that a logon or a self-service waits for. */
const OPERATIONS: ReadonlySet<string | symbol> = new Set<keyof Directory>([
  'find',
  'findById',
  'verifyPassword',
  'groups',
  'search',
  'state',
  'lockout',
  'passwordRules',
  'resetPassword',
  'changePassword',
  'unlock',
  'probe',
]);

/** The same directory, with the time taken of its answers. */
export function meterDirectory<D extends Directory>(directory: D, metrics: ServerMetrics): D {
  return new Proxy(directory, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const call = (...values: unknown[]): unknown => Reflect.apply(member, target, values);
      if (typeof name === 'symbol' || !OPERATIONS.has(name)) return call;
      return async (...values: unknown[]) => {
        const begun = performance.now();
        let isFailure = true;
        try {
          const answer = await call(...values);
          isFailure = false;
          return answer;
        } finally {
          metrics.directoryCall(name, (performance.now() - begun) / 1000, isFailure);
        }
      };
    },
  });
}
