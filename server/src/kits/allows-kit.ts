import type { PolicySettings } from '@gatehouse/protocol';

/** Whether a policy leaves a workstation anything to keep. What the person has enrolled is not looked at. */
export function allowsKit({
  desktop,
  recovery,
}: Pick<PolicySettings, 'desktop' | 'recovery'>): boolean {
  return desktop.offline !== 'deny' || recovery.offline;
}
