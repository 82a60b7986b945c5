import type { CorrelationId, Granted } from '@gatehouse/protocol';

import type { KitKeeper, OfflineSubject } from '../../service/src/offline/offline-authority.js';

/** Remembers whose kits it was told to fetch, and which passwords Windows took. */
export class FakeKitKeeper implements KitKeeper {
  readonly kept: { granted: Granted; password: string; correlationId: CorrelationId }[] = [];
  /** Those whose password Windows changed. */
  readonly renewed: FakeKitKeeper['kept'] = [];
  /** Those whose seeds go under a new password. */
  readonly remasked: { sid: string; oldPassword: string; newPassword: string }[] = [];
  readonly acceptances: Granted[] = [];
  readonly spendings: { sid: string; code: string; password: string }[] = [];
  /** Those whose codes the server took without a password. */
  readonly spentUnknowns: OfflineSubject[] = [];
  /** The buffers as they were handed over: the keeper copies, so that they can be wiped. */
  readonly handed: Uint8Array[] = [];

  keep(
    { password, ...granted }: Parameters<KitKeeper['keep']>[0],
    { correlationId }: { correlationId: CorrelationId },
  ): void {
    this.handed.push(password);
    this.kept.push({ granted, password: Buffer.from(password).toString('utf8'), correlationId });
  }

  changed(
    { password, ...granted }: Parameters<KitKeeper['changed']>[0],
    { correlationId }: { correlationId: CorrelationId },
  ): void {
    this.handed.push(password);
    this.renewed.push({ granted, password: Buffer.from(password).toString('utf8'), correlationId });
  }

  async remask({
    sid,
    oldPassword,
    newPassword,
  }: Parameters<KitKeeper['remask']>[0]): Promise<void> {
    this.handed.push(oldPassword, newPassword);
    const [before, after] = [oldPassword, newPassword].map((secret) =>
      Buffer.from(secret).toString(),
    );
    this.remasked.push({ sid, oldPassword: before ?? '', newPassword: after ?? '' });
    return Promise.resolve();
  }

  accepted(granted: Granted): void {
    this.acceptances.push(granted);
  }

  spent({ password, ...taken }: Parameters<KitKeeper['spent']>[0]): void {
    this.spendings.push({ ...taken, password: Buffer.from(password).toString('utf8') });
  }

  spentUnknown(subject: OfflineSubject): void {
    this.spentUnknowns.push(subject);
  }
}
