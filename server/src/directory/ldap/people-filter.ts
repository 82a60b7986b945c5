import { AndFilter, EqualityFilter, OrFilter, SubstringFilter } from 'ldapts';
import type { Filter } from 'ldapts';

import type { SearchText } from '../search-text.js';

/** Which attributes of a dialect hold what. */
export interface SearchedAttributes {
  /** What people log on with. */
  name: string;
  /** Everything that may begin with what was typed. All of them have an index where the directory has its usual ones. */
  beginnings: readonly string[];
  /** Given name and surname, for two words in either order. */
  pair: readonly [givenName: string, surname: string];
}

/**
 * As Active Directory's ambiguous name resolution ([MS-ADTS] 3.1.1.3.1.3.3), but over attributes that are named here, so that it
 * means the same in every directory. The library sends the values as they are: a filter object, unlike filter text, has
 * nothing to escape.
 */
export function peopleFilter(
  text: Exclude<SearchText, { form: 'sid' }>,
  { name, beginnings, pair: [givenName, surname] }: SearchedAttributes,
): Filter {
  if (text.form === 'name') return new EqualityFilter({ attribute: name, value: text.name });
  const filters: Filter[] = beginnings.map((attribute) => beginsWith(attribute, text.beginning));
  if (text.words !== undefined) {
    const [first, second] = text.words;
    for (const [given, family] of [
      [first, second],
      [second, first],
    ] as const) {
      filters.push(
        new AndFilter({ filters: [beginsWith(givenName, given), beginsWith(surname, family)] }),
      );
    }
  }
  return new OrFilter({ filters });
}

function beginsWith(attribute: string, initial: string): Filter {
  return new SubstringFilter({ attribute, initial });
}
