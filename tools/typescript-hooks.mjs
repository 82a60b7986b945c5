/**
 * Lets Node run our TypeScript sources as they are, compiled on the way as under jest: Node itself would strip the types,
 * but Node 22 does not know `using`. `.js` in a relative import means the `.ts` beside it, and the protocol package means
 * its sources.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { transformSync } from '@swc/core';

const PROTOCOL = pathToFileURL(path.resolve(import.meta.dirname, '../protocol/src/index.ts')).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === '@gatehouse/protocol') return { url: PROTOCOL, shortCircuit: true };
    if (
      specifier.startsWith('.') &&
      specifier.endsWith('.js') &&
      context.parentURL?.endsWith('.ts')
    ) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return { url: source.href, shortCircuit: true };
    }
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      configFile: false,
      swcrc: false,
      sourceMaps: 'inline',
      jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: false } },
      module: { type: 'es6' },
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
