import type { DoorPolicy, Enrollable, FactorMethod } from '@gatehouse/protocol';

import type { DirectoryAccount } from '../directory/directory.js';
import { isEnrolled } from '../factors/credential-store.js';
import type { EnrollmentKind, EnrollmentSettings, EnrollmentSubject } from './enrollment-kind.js';
import type { EnrollmentPermits } from './enrollment-permits.js';
import type { EnrollmentStore } from './enrollment-store.js';

const DAY_MS = 86_400_000;

/** Decides what a person must enrol. The one place that does. */
export class RequiredEnrollments {
  readonly #kinds: ReadonlyMap<Enrollable, EnrollmentKind>;
  readonly #store: EnrollmentStore;
  readonly #permits: EnrollmentPermits;

  constructor(
    kinds: readonly EnrollmentKind[],
    store: EnrollmentStore,
    permits: EnrollmentPermits,
  ) {
    this.#kinds = new Map(kinds.map((kind) => [kind.what, kind]));
    this.#store = store;
    this.#permits = permits;
  }

  /**
   * What the policy requires and the person has not, in the order of the policy; the factor that is the proof of the
   * logon comes before everything else.
   */
  async missing(
    subject: EnrollmentSubject,
    settings: EnrollmentSettings,
    proof?: FactorMethod,
  ): Promise<EnrollmentKind[]> {
    const required = settings.enrollment.required
      .map((what) => this.#kinds.get(what))
      .filter((kind) => kind?.isPossible(settings) === true) as EnrollmentKind[];
    const enrolled = await Promise.all(
      required.map(async (kind) => kind.isEnrolled(subject, settings)),
    );
    const missing = required.filter((_, at) => enrolled[at] !== true);
    return [
      ...missing.filter(({ what }) => what === proof),
      ...missing.filter(({ what }) => what !== proof),
    ];
  }

  /**
   * What lets somebody who has no factor yet enrol the first one by a right password (R6): whoever found the password of
   * an account that nobody uses must not get a factor for it.
   *
   * @returns `policy` where the policy takes the password for the proof, `permit` where the help desk let this person,
   *   undefined where nothing does
   */
  async firstProof(
    account: DirectoryAccount,
    { credentials }: EnrollmentSubject,
    settings: EnrollmentSettings,
    now: Date,
  ): Promise<'policy' | 'permit' | undefined> {
    if (credentials.some(isEnrolled)) return undefined;
    const { principalId } = account;
    // Whoever made recovery codes had a factor: one of them is a better proof than the password, and the help desk's word.
    const hasCodes = credentials.some(({ method }) => method === 'recovery-code');
    const byPolicy =
      settings.enrollment.firstProof === 'password' &&
      !hasCodes &&
      !isIdle(account, settings, now) &&
      !(await this.#store.isMarkedIdle(principalId));
    if (byPolicy) return 'policy';
    return (await this.#permits.has(principalId, now)) ? 'permit' : undefined;
  }

  /**
   * What whoever has no factor enrols for the proof of a logon (R6), and everything that is then to be enrolled: what the
   * policy requires, where the door takes some of it; by a permit an authenticator, where the policy requires nothing that
   * would do.
   *
   * @returns undefined when nothing may be enrolled for the proof
   */
  async provable(
    account: DirectoryAccount,
    subject: EnrollmentSubject,
    {
      settings,
      door,
      missing,
      now,
    }: {
      settings: EnrollmentSettings;
      door: Pick<DoorPolicy, 'methods'>;
      missing: readonly EnrollmentKind[];
      now: Date;
    },
  ): Promise<{ proof: FactorMethod; missing: readonly EnrollmentKind[] } | undefined> {
    const firstProof = await this.firstProof(account, subject, settings, now);
    if (firstProof === undefined) return undefined;
    const required = provingFactor(missing, settings, door);
    if (required !== undefined) return { proof: required, missing };
    const authenticator = this.#kinds.get('totp');
    if (firstProof === 'policy' || authenticator === undefined) return undefined;
    const permitted = [authenticator, ...missing];
    const proof = provingFactor(permitted, settings, door);
    return proof && { proof, missing: permitted };
  }

  /**
   * Remembers an idle account before its password is looked at: the directory takes that look for a use of the account,
   * so that a second attempt would find it in use.
   */
  async rememberIdle(
    account: DirectoryAccount,
    settings: EnrollmentSettings,
    now: Date,
  ): Promise<void> {
    const { required, firstProof } = settings.enrollment;
    if (required.length === 0 || firstProof !== 'password') return;
    if (isIdle(account, settings, now)) await this.#store.markIdle(account.principalId, now);
  }
}

/** The factor that is enrolled as the proof of a logon: the first that the door takes. */
export function provingFactor(
  missing: readonly EnrollmentKind[],
  { contact }: EnrollmentSettings,
  { methods }: Pick<DoorPolicy, 'methods'>,
): FactorMethod | undefined {
  for (const { what } of missing) {
    if (what === 'answers' || !methods.includes(what)) continue;
    // Where codes go to the directory's address alone, an enrolled one proves nothing.
    if (what === 'email' && contact.email === 'directory') continue;
    return what;
  }
  return undefined;
}

/** A directory that cannot tell when an account was used does not make it one that is in use. */
function isIdle(
  { lastUsedAt }: DirectoryAccount,
  { enrollment: { idleDays } }: EnrollmentSettings,
  now: Date,
): boolean {
  return lastUsedAt === undefined || now.getTime() - lastUsedAt.getTime() > idleDays * DAY_MS;
}
