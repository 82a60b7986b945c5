import { imageOf } from './images.js';
import { LANGUAGES } from './languages.js';
import { STATES } from './states.js';
import type { State } from './states.js';
import type { OWN_STATES } from './tile-photographer.js';

type Told = Pick<State, 'name' | 'heading' | 'meaning'>;

/** What the DLL and LogonUI show by themselves. */
const OWN: readonly (Told & { name: (typeof OWN_STATES)[number] })[] = [
  {
    name: 'waiting',
    heading: 'Waiting',
    meaning:
      'LogonUI shows the text of the provider while the service asks the server. Escape cancels.',
  },
  {
    name: 'status',
    heading: 'A message of LogonUI',
    meaning:
      'What GetSerialization said, until OK is pressed: Narrator reads it. Then the tile is there again, with the same text on it.',
  },
  {
    name: 'service-down',
    heading: 'The service does not run',
    meaning:
      'The text is the DLL’s own. What is possible then says `WhenServiceDown` (docs/admin-registry.md).',
  },
];

const INTRODUCTION = `# The tile

Written by \`npm run screenshots\` with its pictures. Every picture is of the real provider DLL, given screens as the
service draws them; \`logon-host\` stands for LogonUI ([ADR 0034](adr/0034-screenshots-without-windows.md)). The fields,
their order, texts and states are the DLL's. Colours, fonts and distances are those of \`logon-host\`: on Windows they are
LogonUI's.

The language is that of Windows: who locked the session or changes a password is spoken to in their own display
language, all others in that of the logon screen. English, German and Simplified Chinese are there; everything else,
Traditional Chinese included, is answered in English. The registry value \`Language\` overrides that
([docs/admin-registry.md](admin-registry.md)).
`;

/** docs/tile.md, before it is formatted. */
export function renderGuide(): string {
  const parts = [...STATES, ...OWN].map(sectionOf);
  return [INTRODUCTION, ...parts].join('\n');
}

function sectionOf({ name, heading, meaning }: Told): string {
  const languages = Object.entries(LANGUAGES);
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${heading}\n`,
    `${meaning}\n`,
    row(languages.map(([, { title }]) => title)),
    row(languages.map(() => '---')),
    row(
      languages.map(
        ([code, { title }]) => `![${heading}, ${title}](images/${imageOf(name, code)})`,
      ),
    ),
    '',
  ].join('\n');
}
