import type { Config } from '../config/config.js';
import type { CoreLogger } from '../core-logger.js';
import { noBreachedList } from '../password/breached/breached-list.js';
import type { BreachedList } from '../password/breached/breached-list.js';
import { FileBreachedList } from '../password/breached/file-breached-list.js';

/** A list that cannot be used is logged, and stops nobody's logon: new passwords are refused where a policy demands it. */
export function openBreachedList(
  { breachedListFile }: Pick<Config, 'breachedListFile'>,
  logger: CoreLogger,
): Promise<BreachedList> {
  return breachedListFile === undefined
    ? Promise.resolve(noBreachedList)
    : FileBreachedList.open(breachedListFile, logger);
}
