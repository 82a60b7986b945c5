import type { MachinePolicy, administration } from '@gatehouse/protocol';

import { createRules } from './policy-rule.js';

/**
 * What holds for a workstation, whoever logs on at it. It only observes where no policy enforces: else somebody who is to be
 * asked would find another provider beside ours.
 */
export function machinePolicyOf(policies: readonly administration.StoredPolicy[]): MachinePolicy {
  const { everyone, rules } = createRules(policies);
  // Whom no policy names has the one for everyone, or the shipped default, which enforces.
  const modes = [everyone, ...rules].map((rule) => rule?.settings.desktop.mode ?? 'enforce');
  return { mode: modes.includes('enforce') ? 'enforce' : 'observe' };
}
