import type { MachineRules } from '@gatehouse/protocol';

import type { Stage } from '../sessions/stage.js';
import { SETTINGS_KEY } from './names.js';
import { readRegistryKey } from './registry.js';
import { WindowsError, loadKoffi, wideString } from './win32.js';

// The sign bit is how the predefined handles are written: they are sign-extended to 64 bits.
const HKEY_LOCAL_MACHINE = -0x7ffffffen;
const REG_SZ = 1;
const NAME = 'Stage';

/**
 * The value `Stage` beside the settings, which only administrators and SYSTEM may write. The filter takes everything but
 * `observe` for the order to hide other providers, so that a value that is lost does so too.
 */
export class StageRegistry implements Stage {
  /** @throws WindowsError */
  set(mode: MachineRules['mode']): void {
    // Written when it changes, not at every contact.
    if (readRegistryKey(SETTINGS_KEY)[NAME] === mode) return;
    const text = wideString(mode);
    const set = loadKoffi()
      .load('advapi32.dll')
      .func('RegSetKeyValueW', 'int32_t', [
        'int64_t',
        'void *',
        'void *',
        'uint32_t',
        'void *',
        'uint32_t',
      ]);
    const result = set(
      HKEY_LOCAL_MACHINE,
      wideString(SETTINGS_KEY),
      wideString(NAME),
      REG_SZ,
      text,
      text.length,
    ) as number;
    if (result !== 0) throw new WindowsError('RegSetKeyValueW', result);
  }
}
