import path from 'node:path';

import type { WinePrefix } from './wine.js';

/** What `reg query` shows of a key, or of one of its values; undefined where there is none. */
export async function queryRegistry(
  prefix: WinePrefix,
  key: string,
  ...args: string[]
): Promise<string | undefined> {
  const { exitCode, stdout } = await prefix.run('reg', ['query', key, ...args, '/reg:64']);
  return exitCode === 0 ? stdout : undefined;
}

/** How the service is, as `sc` says it (RUNNING, STOPPED); undefined where there is none. */
export async function stateOfService(prefix: WinePrefix): Promise<string | undefined> {
  const { stdout } = await prefix.run('sc', ['query', 'gatehouse-service']);
  return /STATE\s*:\s*\d+\s+(\w+)/.exec(stdout)?.[1];
}

/** The shortcut that the service may put into everybody's Start menu. */
export function shortcutIn(prefix: WinePrefix): string {
  return path.join(prefix.programData, 'Microsoft/Windows/Start Menu/Programs/Gatehouse.url');
}
