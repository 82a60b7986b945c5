import { DesktopPolicy } from '@gatehouse/protocol';
import type { MachinePolicy, administration } from '@gatehouse/protocol';

import { createRules } from './policy-rule.js';

/** From the one that asks nobody to the one that asks everybody. */
const MODES = DesktopPolicy.shape.mode.options;

/**
 * What holds for a workstation, whoever logs on at it: the strictest that any policy says. Else somebody who is to be asked
 * would find another provider beside ours.
 */
export function machinePolicyOf(policies: readonly administration.StoredPolicy[]): MachinePolicy {
  const { everyone, rules } = createRules(policies);
  // Whom no policy names has the one for everyone, or the shipped default, which enforces.
  const modes = [everyone, ...rules].map((rule) => rule?.settings.desktop.mode ?? 'enforce');
  return { mode: MODES[Math.max(...modes.map((mode) => MODES.indexOf(mode)))] ?? 'enforce' };
}
