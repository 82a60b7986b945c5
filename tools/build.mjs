/** `npm run build`: what runs on every system. The Windows parts are made by `npm run installer`. */
import { buildTypeScript } from './prepare.mjs';

buildTypeScript();
