import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { errorCode } from '../errors/system-error.js';

/** One file of the pages, as it is sent. */
export interface SiteFile {
  bytes: Buffer;
  /** The same in gzip, where that is smaller. */
  gzip?: Buffer;
  contentType: string;
}

/** The pages for people: whatever a browser can get from us besides the API, all of it in memory. */
export interface Site {
  /** The one document, which is every page. */
  document: SiteFile;
  /** By path. The name of each has the hash of what is in it. */
  assets: ReadonlyMap<string, SiteFile>;
}

/** Where the build puts it, seen from here as it is compiled and as it is written. */
export const SITE_FOLDER = path.resolve(import.meta.dirname, '../../web/dist/site');

const DOCUMENT = 'index.html';
const ASSETS = 'assets';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the pages once: nothing that a request says ever becomes the name of a file.
 * @throws Error when they are not built, or hold a file of a kind that pages of ours do not have
 */
export async function loadSite(folder: string): Promise<Site> {
  const names = await readdir(path.join(folder, ASSETS)).catch((cause: unknown) => {
    if (errorCode(cause) !== 'ENOENT') throw cause;
    throw new Error(`there are no pages in ${folder}: build them with "npm run build"`, { cause });
  });
  const assets = names
    .filter((name) => !name.endsWith('.gz'))
    .map(async (name) => {
      const file = await readSiteFile(path.join(folder, ASSETS, name));
      return [`/${ASSETS}/${name}`, file] as const;
    });
  return {
    document: await readSiteFile(path.join(folder, DOCUMENT)),
    assets: new Map(await Promise.all(assets)),
  };
}

async function readSiteFile(file: string): Promise<SiteFile> {
  const contentType = CONTENT_TYPES[path.extname(file)];
  if (contentType === undefined) throw new Error(`${file} is no file of a page`);
  const bytes = await readFile(file);
  const gzip = await readFile(`${file}.gz`).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  const isSmaller = gzip !== undefined && gzip.length < bytes.length;
  return { bytes, contentType, ...(isSmaller && { gzip }) };
}
