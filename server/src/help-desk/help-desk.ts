import type { PeopleSearch } from './people-search.js';
import type { People } from './people.js';
import type { PersonView } from './person-view.js';
import type { Unlocking } from './unlocking.js';

/** What operators ask of people, and do for them. */
export interface HelpDesk {
  people: People;
  search: PeopleSearch;
  view: PersonView;
  unlocking: Unlocking;
}
