import { ApplicationError } from '../errors/application-error.js';
import type { Policies } from '../policy/policies.js';
import type { Regulation } from '../regulation/strikes.js';
import type { TokenStore } from '../tokens/token-store.js';
import type { HelpDesk } from './help-desk.js';
import { PeopleSearch } from './people-search.js';
import { People } from './people.js';
import { PersonView } from './person-view.js';
import type { PersonViewParts } from './person-view.js';
import { Unlocking } from './unlocking.js';
import type { VerifiedCallers } from './unlocking.js';

export interface HelpDeskDependencies extends Omit<PersonViewParts, 'people' | 'policies'> {
  tokens: Pick<TokenStore, 'find'>;
  policies: Policies;
  policyAdministration: PersonViewParts['policies'];
  strikes: Regulation;
  /** Without any, whatever takes a verified caller is refused. */
  callers?: VerifiedCallers | undefined;
}

/** Puts the help desk together from the parts of a node. */
export function createHelpDesk(dependencies: HelpDeskDependencies): HelpDesk {
  const { policyAdministration, callers = NO_CALLERS, ...parts } = dependencies;
  const people = new People(parts.directory);
  return {
    people,
    search: new PeopleSearch({ ...parts, people }),
    view: new PersonView({ ...parts, people, policies: policyAdministration }),
    unlocking: new Unlocking({ ...parts, people, callers }),
  };
}

const NO_CALLERS: VerifiedCallers = {
  require: () => Promise.reject(new ApplicationError('verification.required')),
};
