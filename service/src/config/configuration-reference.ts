import { SETTINGS, SETTING_NAMES, registryNameOf } from './settings.js';

/** The service's part of `docs/configuration.md`, from the declarations themselves. */
export function renderServiceConfigurationReference(): string {
  const rows = SETTING_NAMES.map((name) => {
    const { registryType, fallback, effect } = SETTINGS[name];
    return `| \`${registryNameOf(name)}\` | \`${name}\` | ${registryType} | ${fallback} | ${effect} |`;
  });
  return [
    '## Workstation service',
    '',
    'On Windows the service reads `HKLM\\SOFTWARE\\Policies\\Gatehouse` (Group Policy) over',
    '`HKLM\\SOFTWARE\\Gatehouse` (written by the installer). On Linux it reads the JSON file that `--config` names,',
    'else `/etc/gatehouse/service.json` if that exists. It reads them once, when it starts. A value that is not valid',
    'stops the start with a message that names it.',
    '',
    '| registry value | in a file | type | default | effect |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    'What happens at the logon screen while the service is down is the credential provider’s `WhenServiceDown`.',
    '',
  ].join('\n');
}
