import { SHOTS } from './shots.js';
import type { Shot } from './shots.js';
import { VIEWS, imageOf } from './views.js';

const INTRODUCTION = `# The pages

Written by \`npm run screenshots\` with its pictures: Debian's Chromium at a real server with PostgreSQL and the local directory.
What the pages may do is in [ADR 0035](adr/0035-the-pages-and-what-they-may-do.md). English, German and Simplified Chinese are there; the pictures
are in English.
`;

/** docs/pages.md, before it is formatted. */
export function renderPagesGuide(): string {
  return [INTRODUCTION, ...SHOTS.map(sectionOf)].join('\n');
}

function sectionOf({ name, heading, meaning }: Shot): string {
  const views = Object.entries(VIEWS);
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${heading}\n`,
    `${meaning}\n`,
    row(views.map(([, { title }]) => title)),
    row(views.map(() => '---')),
    row(views.map(([view, { title }]) => `![${heading}, ${title}](images/${imageOf(name, view)})`)),
    '',
  ].join('\n');
}
