/**
 * Lets Node run our TypeScript sources as they are (it strips the types by itself): `.js` in a relative import means the
 * `.ts` beside it, and the protocol package means its sources, as it does under jest.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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
});
