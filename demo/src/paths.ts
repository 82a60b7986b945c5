import path from 'node:path';

/** `demo/dist` and `demo/src` are equally deep. */
const ROOT = path.resolve(import.meta.dirname, '../..');

/** The programs of the product that the demo starts. */
export const PROGRAMS = {
  server: path.join(ROOT, 'server/dist/main.js'),
  commandLine: path.join(ROOT, 'server/dist/cli/main.js'),
  service: path.join(ROOT, 'service/dist/main.js'),
} as const;
