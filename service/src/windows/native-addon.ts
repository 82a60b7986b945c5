import { createRequire } from 'node:module';

import type * as nativeAddon from '@gatehouse/addon';

/** The addon: loaded when the first adapter needs it, because it exists on Windows only. */
export function loadNativeAddon(): typeof nativeAddon {
  return createRequire(import.meta.url)('@gatehouse/addon') as typeof nativeAddon;
}
