import { ConfigurationError } from './config.js';
import { SETTINGS, SETTING_NAMES, registryNameOf } from './settings.js';
import type { SettingName, Settings } from './settings.js';

/** Values as a registry key or a file has them, by name. */
export type RawSettings = Readonly<Record<string, unknown>>;

/**
 * Checks the settings of a JSON file. Names that are not ours are refused: they are typing mistakes.
 *
 * @throws ConfigurationError
 */
export function checkFileSettings(raw: RawSettings): Settings {
  const unknown = Object.keys(raw).find((name) => !Object.hasOwn(SETTINGS, name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`there is no setting ${unknown}: see docs/configuration.md`);
  }
  return checkAll((name) => ({ value: raw[name], spelled: name }));
}

/**
 * Checks the settings of the registry; the policy key wins over the installed one. Values with other names are not
 * ours: the credential provider keeps its own beside them.
 *
 * @throws ConfigurationError
 */
export function checkRegistrySettings(policy: RawSettings, installed: RawSettings): Settings {
  return checkAll((name) => {
    const spelled = registryNameOf(name);
    return { value: policy[spelled] ?? installed[spelled], spelled };
  });
}

function checkAll(find: (name: SettingName) => { value: unknown; spelled: string }): Settings {
  const settings: Record<string, unknown> = {};
  for (const name of SETTING_NAMES) {
    const { value, spelled } = find(name);
    // An empty string is how Group Policy and MSI properties say "not set".
    if (value === undefined || value === '') continue;
    const checked = SETTINGS[name].check(value);
    if ('expected' in checked) throw new ConfigurationError(`${spelled}: ${checked.expected}`);
    settings[name] = checked.value;
  }
  return settings;
}
