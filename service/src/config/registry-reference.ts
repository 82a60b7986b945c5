import { WITHOUT_POLICY } from './policy-templates/policies.js';
import { PROVIDER_SETTINGS } from './provider-settings.js';
import type { ProviderSettingName } from './provider-settings.js';
import { POLICY_KEY, SETTINGS_KEY } from './registry-keys.js';
import { SETTINGS, SETTING_NAMES, registryNameOf } from './settings.js';
import type { SettingKind } from './settings.js';

/** `docs/admin-registry.md`: every value of the registry that the client reads, from the declarations themselves. */
export function renderRegistryReference(): string {
  const service = SETTING_NAMES.map((name) => {
    const { registryType, check, fallback, effect } = SETTINGS[name];
    const policy = (WITHOUT_POLICY as Record<string, string>)[name];
    return row(registryNameOf(name), registryType, check.kind, fallback, policy, effect);
  });
  const provider = (Object.keys(PROVIDER_SETTINGS) as ProviderSettingName[]).map((name) => {
    const { registryType, kind, fallback, effect } = PROVIDER_SETTINGS[name];
    return row(name, registryType, kind, fallback, undefined, effect);
  });
  const head = [
    '| value | type | takes | default | group policy | effect |',
    '|---|---|---|---|---|---|',
  ];
  return [
    '# Registry values of a workstation',
    '',
    'Written by `npm run docs` from the declarations that the client reads by. A value is looked for below',
    `\`HKLM\\${POLICY_KEY}\` (Group Policy) and, when it is not there, below \`HKLM\\${SETTINGS_KEY}\` (the installer, or you).`,
    'Only administrators can write either. The templates for Group Policy are in `installer/policy`; see the',
    "[administrator's guide](administrators-guide.md#group-policy).",
    '',
    '## The service',
    '',
    'Read when the service starts. A value that is not valid stops the start with a message that names it (event 200).',
    '',
    ...head,
    ...service,
    '',
    '## The logon screen',
    '',
    'Read by the credential provider at every submission, because the service may be down.',
    '',
    ...head,
    ...provider,
    '',
    '`Stage` (REG_SZ, `observe`, `optional` or `enforce`) is there besides: the installer writes `MODE`, the service then what the',
    'policy says (`desktop.mode`). While it says `observe`, nothing is hidden unless `Filter` says so; whatever else it says hides.',
    '`ProviderSha256` (REG_SZ) is what the installer knows of the DLL: `status` says',
    '`dll-changed` when it is another. Set neither by hand.',
    '',
    `Below \`HKLM\\${SETTINGS_KEY}\` the client keeps keys of its own: \`Offline\` (counts of attempts, part of the state) and`,
    '`Starts` (volatile). `Features` has what the installer installed (`Service`, `SelfService`, `UserTools`). Leave them alone.',
    '',
  ].join('\n');
}

function row(
  name: string,
  type: string,
  kind: SettingKind | { type: 'list' },
  fallback: string,
  withoutPolicy: string | undefined,
  effect: string,
): string {
  const policy = withoutPolicy === undefined ? 'yes' : `no: ${withoutPolicy}`;
  return `| \`${name}\` | ${type} | ${takes(kind)} | ${fallback} | ${policy} | ${effect} |`;
}

function takes(kind: SettingKind | { type: 'list' }): string {
  switch (kind.type) {
    case 'whole':
      return `${kind.min} to ${kind.max}`;
    case 'text':
      return 'text';
    case 'list':
      return 'texts';
    case 'one-of':
      return kind.values.map((value) => `\`${value}\``).join(', ');
  }
}
