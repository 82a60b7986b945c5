import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

interface Arrow {
  /** This file, or those under this folder … */
  from: string;
  /** … but for these … */
  except?: string[];
  /** … must import nothing that matches. Repository paths for our own files, package names for others. */
  mustNotImport: RegExp;
  because: string;
}

/** The arrows that must not exist. ARCHITECTURE.md draws those that do. */
const FORBIDDEN: Arrow[] = [
  {
    from: 'protocol/src',
    mustNotImport: /^(server|service|demo|test|native)\//,
    because: 'protocol is what both sides agree on: it knows neither side',
  },
  {
    from: 'protocol/src',
    mustNotImport: /^node:(fs|net|http|https|tls|child_process|dgram|timers)/,
    because: 'protocol defines bytes; storage, sockets and clocks belong to the processes',
  },
  {
    from: 'protocol/src/recovery/header.ts',
    mustNotImport: /^(?!protocol\/src\/recovery\/(byte-reader|limits|recovery-error|subsets)\.js$)/,
    because: 'whoever asks a lock for its questions must be able to without opening anything',
  },
  {
    from: 'protocol/src',
    except: ['protocol/src/recovery/key-wrap.ts', 'protocol/src/break-glass/offline-code.ts'],
    mustNotImport: /^@node-rs\/argon2$/,
    because:
      'Argon2id is loaded by the first lock or code that is looked at, not by an idle service',
  },
  {
    from: 'protocol/src',
    except: ['protocol/src/recovery'],
    mustNotImport: /^protocol\/src\/recovery\//,
    because: 'the recovery lock has an entry of its own: a logon needs none of it',
  },
  {
    from: 'protocol/src/recovery',
    mustNotImport: /^protocol\/src\/(http|pipe|policy)\/|^zod$/,
    because: 'the lock is bytes: policies choose its numbers, doors carry it',
  },
  {
    from: 'server/src',
    mustNotImport: /^(service|demo|test|native)\//,
    because: 'server and service agree through protocol only',
  },
  {
    from: 'server/src',
    mustNotImport: /^server\/web\//,
    because: 'the server gives the pages as files, and knows nothing that is in them',
  },
  {
    from: 'server/web/src',
    mustNotImport:
      /^(?!server\/web\/src\/|protocol\/|react(-dom\/client)?$|@mantine\/core(\/|$)|qrcode$)/,
    because: 'pages know the protocol and what draws them, and nothing of the server',
  },
  {
    from: 'service/src',
    mustNotImport: /^(server|demo|test)\//,
    because: 'server and service agree through protocol only',
  },
  {
    from: 'server/src/authentication',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config)\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'the logon engine decides; doors, stores and directories are behind ports',
  },
  {
    from: 'server/src/self-service',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'self-service decides; doors, stores and directories are behind ports',
  },
  {
    from: 'server/src/self-care',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'what people do in a session is decided over ports; routes and rows are elsewhere',
  },
  {
    from: 'server/src/factors',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'a factor knows what proves it, not where rows and mails go',
  },
  {
    from: 'server/src/first-run',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config|directory\/ldap)\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'who becomes the first administrator is decided over ports: one statement does it',
  },
  {
    from: 'server/src/messages',
    mustNotImport:
      /^server\/src\/(authentication|http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'what a mail may say is decided over text: rows, doors and mail servers are elsewhere',
  },
  {
    from: 'server/src/tokens',
    mustNotImport:
      /^server\/src\/(authentication|http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'tokens are files and seeds: rows and doors are behind ports',
  },
  {
    from: 'server/src/enrollment',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config)\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because:
      'what must be enrolled is decided in one place, which no door and no table gets around',
  },
  {
    from: 'server/src/sessions',
    mustNotImport:
      /^server\/src\/(authentication|web|http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|pg)$/,
    because: 'a session knows who is signed in, not how that came about',
  },
  {
    from: 'server/src/web',
    mustNotImport:
      /^server\/src\/(http|storage|cli|config|directory\/(ldap|local))\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'a door translates: rows, directories and HTTP are behind ports',
  },
  {
    from: 'server/src/recovery',
    mustNotImport:
      /^server\/src\/(authentication|enrollment|http|storage|cli|config)\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'a recovery lock knows neither the logon that made it nor the rows that keep it',
  },
  {
    from: 'server/src/password',
    mustNotImport:
      /^server\/src\/(authentication|self-service|http|storage|cli|config)\/|^(fastify|ldapts|pg|kysely|nodemailer)$/,
    because: 'one judge for every door: it knows none of them',
  },
  {
    from: 'server/src/policy',
    mustNotImport: /^server\/src\/(http|storage|cli)\/|^(fastify|pg|kysely)$/,
    because: 'resolving a policy is a pure function of documents',
  },
  {
    from: 'server/src/http/routes',
    mustNotImport: /^server\/src\/(storage|directory\/(ldap|local)|delivery)\//,
    because: 'a route parses, calls the core and shapes the answer',
  },
  {
    from: 'server/src/storage',
    mustNotImport: /^server\/src\/(http|cli)\/|^fastify$/,
    because: 'a dependency does not know its dependant',
  },
  {
    from: 'server/src/directory',
    mustNotImport: /^server\/src\/(authentication|http|cli|policy|factors)\//,
    because: 'a directory answers questions; it knows no policy and no door',
  },
  {
    from: 'server/src/cli',
    mustNotImport: /^server\/src\/(?!(cli|documents)\/)/,
    because:
      'the command line is a client of the HTTP API, on this machine or another; files that people wrote are read alike',
  },
  {
    from: 'server/src/config',
    mustNotImport: /^server\/src\/cli\//,
    because: 'a server has no command line',
  },
  {
    from: 'service/src',
    except: ['service/src/windows', 'service/src/os-adapters.ts'],
    mustNotImport: /^service\/src\/windows\/|^koffi$|^@gatehouse\/addon$/,
    because: 'only service/src/windows touches Windows, and only os-adapters.ts chooses it',
  },
  {
    from: 'service/src/logon',
    mustNotImport:
      /^service\/src\/(unix|identity|config)\/|^(axios|winston)$|^node:(fs|net|http|https)$/,
    because: 'a tile conversation talks to ports: authority, connection, logger',
  },
  {
    from: 'service/src/offline',
    mustNotImport:
      /^service\/src\/(unix|windows|logon|pipe|config)\/|^(axios|winston|koffi)$|^node:(fs|net|http|https)$/,
    because:
      'verdicts without the server come from ports: files, counters, vault, passwords, locks',
  },
  {
    from: 'service/src',
    except: ['service/src/offline/masked-seed.ts'],
    mustNotImport: /^@node-rs\/argon2$/,
    because: 'Argon2id is loaded by the first seed that is masked, not by an idle service',
  },
  {
    from: 'demo/src',
    mustNotImport: /^(server|service|test)\//,
    because:
      'the demo is a user of the product: it starts the processes and speaks their protocols',
  },
];

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

function sourcesUnder(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')));
}

/** What a file imports: repository paths for relative imports, else the specifier. */
function importsOf(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
    const workspace = /^@gatehouse\/(server|service|demo|protocol)/.exec(specifier);
    return workspace === null ? specifier : `${workspace[1] ?? ''}/src/index.js`;
  });
}

const graph = new Map(
  ['protocol/src', 'server/src', 'server/web/src', 'service/src', 'demo/src']
    .flatMap(sourcesUnder)
    .map((file) => [file, importsOf(file)] as const),
);

describe('the arrows between folders', () => {
  it.each(FORBIDDEN)('$from: $because', ({ from, except = [], mustNotImport }) => {
    const within = [...graph].filter(
      ([file]) =>
        (file === from || file.startsWith(`${from}/`)) &&
        !except.some((exception) => file.startsWith(exception)),
    );
    expect(within).not.toHaveLength(0);
    const wrong = within.flatMap(([file, imports]) =>
      imports
        .filter((target) => mustNotImport.test(target))
        .map((target) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('have no cycle', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: string[]): void => {
      if (trail.includes(file)) {
        cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
        return;
      }
      if (done.has(file)) return;
      done.add(file);
      for (const target of graph.get(file) ?? []) {
        for (const ending of ['.ts', '.tsx']) {
          const source = target.replace(/\.js$/, ending);
          if (graph.has(source)) visit(source, [...trail, file]);
        }
      }
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it('are seen: the graph knows that the server uses the protocol', () => {
    expect([...graph.values()].flat()).toContain('protocol/src/index.js');
  });
});

describe('the pages', () => {
  it('load no schema of the protocol and nothing of Node: of its index they use types alone', () => {
    const loading = [...graph.keys()]
      .filter((file) => file.startsWith('server/web/src/'))
      .filter((file) =>
        /import (?!type )[^;]*from '@gatehouse\/protocol'/.test(
          readFileSync(path.join(ROOT, file), 'utf8'),
        ),
      );
    expect(loading).toEqual([]);
  });
});

describe('folders', () => {
  it('have no junk drawers', () => {
    const junk = [...graph.keys()].filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.ts$)/.test(file),
    );
    expect(junk).toEqual([]);
  });
});
