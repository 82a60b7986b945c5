import { expect, test } from '@jest/globals';

import { Routes } from '../../../server/src/directory/routes.js';

const routes = new Routes(
  [
    {
      realm: 'corp.test',
      domains: ['CORP'],
      suffixes: ['corp.example'],
      bases: ['DC=corp,DC=test'],
    },
    { realm: 'eu.corp.test', domains: ['EU'], suffixes: ['eu.corp.example'], bases: [] },
    {
      realm: 'partners.test',
      domains: ['CORP'],
      suffixes: [],
      bases: ['OU=Partners,DC=corp,DC=test', 'O=Partners'],
    },
  ],
  'corp.test',
  ['partners.test'],
);

test.each([
  ['alice', ['corp.test', 'partners.test'], false],
  ['EU\\alice', ['eu.corp.test'], true],
  ['eu.CORP.test\\alice', ['eu.corp.test'], true],
  ['corp\\alice', ['corp.test', 'partners.test'], true],
  ['alice@corp.example', ['corp.test'], true],
  ['alice@Corp.Test', ['corp.test'], true],
  ['alice@eu.corp.example', ['eu.corp.test'], true],
  ['alice@eu.corp.test', ['eu.corp.test'], true],
  // The longest that covers it, at the border of a label.
  ['alice@berlin.eu.corp.example', ['eu.corp.test'], true],
  ['alice@berlin.corp.example', ['corp.test'], true],
  ['cn=Alice,OU=Staff,DC=corp,DC=test', ['corp.test'], true],
  ['cn=Alice, ou=partners , dc=CORP,dc=test', ['partners.test'], true],
  ['cn=Alice,o=partners', ['partners.test'], true],
  // What no realm is known by costs what an unknown name of the default realm costs.
  ['ELSEWHERE\\alice', ['corp.test'], true],
  ['alice@notcorp.example', ['corp.test'], true],
  ['cn=Alice,DC=other,DC=test', ['corp.test'], true],
  ['', ['corp.test'], true],
])('%j goes to %j', (typed, realms, isStated) => {
  expect(routes.of(typed)).toEqual({ realms, isStated });
});
