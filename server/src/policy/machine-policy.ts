import { DEFAULT_POLICY, DesktopPolicy, MAX_FOREIGN_NAMES } from '@gatehouse/protocol';
import type {
  ForeignAccounts,
  MachinePolicy,
  MachineRules,
  administration,
} from '@gatehouse/protocol';

import { createRules } from './policy-rule.js';
import type { PolicyRule } from './policy-rule.js';

const DAY_MS = 86_400_000;

/** From the one that asks nobody to the one that asks everybody. */
const MODES = DesktopPolicy.shape.mode.options;

/**
 * How far all workstations have come: the strictest that any policy says. Else somebody who is to be asked would find another
 * provider beside ours.
 */
export function machineModeOf(
  policies: readonly administration.StoredPolicy[],
): MachineRules['mode'] {
  const modes = settingsOfAll(policies).map(({ mode }) => mode);
  return MODES[Math.max(...modes.map((mode) => MODES.indexOf(mode)))] ?? 'enforce';
}

/** What becomes of accounts that are in no directory: the policy for everyone says it. */
export function foreignAccountsOf(
  policies: readonly administration.StoredPolicy[],
): ForeignAccounts {
  return settingsOf(createRules(policies).everyone).foreignAccounts;
}

/** What holds for a workstation, whoever logs on at it, as a statement of this moment. */
export function machinePolicyOf(
  policies: readonly administration.StoredPolicy[],
  {
    workstationId,
    now,
    foreignNames = [],
  }: {
    workstationId: MachinePolicy['workstationId'];
    now: Date;
    foreignNames?: readonly string[];
  },
): MachinePolicy {
  const { everyone } = createRules(policies);
  const { exclusions, foreignAccounts, kitDays } = settingsOf(everyone);
  const inForce = exclusions.filter(({ until }) => until === undefined || new Date(until) > now);
  return {
    version: 1,
    workstationId,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + kitDays * DAY_MS).toISOString(),
    policy: everyone === undefined ? 'default' : `${everyone.name}@${everyone.version}`,
    rules: {
      mode: machineModeOf(policies),
      unlockGraceMinutes: Math.min(
        ...settingsOfAll(policies).map(({ unlockGraceMinutes }) => unlockGraceMinutes),
      ),
      exclusions: inForce.map(({ sid, until }) => ({ sid, ...(until !== undefined && { until }) })),
      foreignAccounts,
      ...(foreignAccounts === 'second-factor-only' &&
        foreignNames.length > 0 && { foreignNames: foreignNames.slice(0, MAX_FOREIGN_NAMES) }),
    },
  };
}

/** Of everybody: whom no policy names has the one for everyone, or the shipped default. */
function settingsOfAll(policies: readonly administration.StoredPolicy[]): DesktopPolicy[] {
  const { everyone, rules } = createRules(policies);
  return [everyone, ...rules].map(settingsOf);
}

function settingsOf(rule: PolicyRule | undefined): DesktopPolicy {
  return (rule?.settings ?? DEFAULT_POLICY).desktop;
}
