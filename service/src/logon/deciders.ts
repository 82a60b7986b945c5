import type {
  CorrelationId,
  FactorMethod,
  LogonId,
  SelfServiceVerdict,
  Verdict,
} from '@gatehouse/protocol';

import { UnreachableError } from '../authority/authority.js';
import type { BeginLogonRequest, CallContext } from '../authority/authority.js';
import { codeOf, detailOf } from '../logger.js';
import type {
  NewPassword,
  OfflineAuthority,
  OfflineSubject,
  RecoveryOutcome,
  RecoveryQuestions,
  RecoveryRefusal,
} from '../offline/offline-authority.js';
import { isRemote } from '../sessions/sessions.js';
import type { Attempt } from './attempt.js';
import type {
  AtCode,
  AtEnrolling,
  ConversationContext,
  Decision,
  GrantedLogon,
  Open,
  Tile,
} from './conversation-state.js';
import { knownNameOf } from './conversation-state.js';
import type { Enrolled, GivenAnswer } from './dialogs/dialog.js';
import { beginForeign } from './foreign-logon.js';
import { hasNoVerdict } from './no-verdict.js';
import type { RuledRequest } from './ruled-logons.js';

type DecidersContext = Pick<
  ConversationContext,
  | 'authority'
  | 'offline'
  | 'rules'
  | 'breakGlass'
  | 'keeper'
  | 'errands'
  | 'logger'
  | 'scenario'
  | 'remote'
  | 'describeSession'
  | 'grace'
  | 'language'
>;

type WayIn = Pick<BeginLogonRequest, 'scenario' | 'remote' | 'session' | 'secondsSinceFactor'>;

/** Where a recovery goes on. */
export type RecoveryStep =
  | ({ outcome: 'questions'; wrong: boolean } & RecoveryQuestions)
  | Extract<RecoveryOutcome, { outcome: 'recovered' }>
  | { outcome: 'refused'; reason: RecoveryRefusal };

/** Whether the server looked at no proof, because its directory does not answer. */
function isUndecided(verdict: Verdict): boolean {
  return verdict.outcome === 'denied' && verdict.code === 'directory.unavailable';
}

/** The two who give verdicts: the server, and when it is away this workstation. */
export class Deciders {
  readonly #context: DecidersContext;

  constructor(context: DecidersContext) {
    this.#context = context;
  }

  /**
   * Asks the server, and where it or its directory is away this workstation. When neither decides, it is what the server's
   * call came to.
   */
  async begin(attempt: Attempt, tile: Tile, call: CallContext): Promise<Decision> {
    const { language } = this.#context;
    const password = attempt.copyPassword();
    const way = await this.#wayIn(tile);
    const request = {
      name: attempt.name,
      expectedSid: tile.sid === '' ? undefined : tile.sid,
      ...way,
      language: language === '' ? undefined : language,
    };
    const { rules, breakGlass } = this.#context;
    const isNameTyped = tile.sid !== '' && knownNameOf(tile) === undefined;
    const ruled = { ...request, isNameTyped };
    const here = async (): Promise<Decision | undefined> => {
      // Without a password the attempt is over: the person gave up meanwhile.
      if (call.signal.aborted || attempt.password.length === 0) return undefined;
      const verdict =
        (await rules?.beginAway(ruled, call)) ??
        (await this.#beginHere({ ...request, password: attempt.copyPassword() }, call));
      return verdict && { by: 'workstation', verdict };
    };
    try {
      const foreign = await rules?.foreign(ruled);
      if (foreign !== undefined && rules !== undefined) {
        attempt.isForeign = true;
        // A password that no server is to see is looked at here, and what is kept here is of people of the directory.
        const ofForeign = { authority: this.#context.authority, rules };
        const isBreakGlass = await breakGlass?.lists(foreign.account.sid, way);
        return await beginForeign(ofForeign, foreign, { ...ruled, isBreakGlass, password }, call);
      }
      const localGroups = (await rules?.localGroups()) ?? [];
      const told = localGroups.length === 0 ? request : { ...request, localGroups };
      const verdict = await this.#context.authority.begin({ ...told, password }, call);
      const ours = isUndecided(verdict) ? await here() : undefined;
      return ours ?? { by: 'server', verdict };
    } catch (error) {
      const ours = hasNoVerdict(error) && !attempt.isForeign ? await here() : undefined;
      const last = ours ?? (await this.#breakGlass(error, attempt, ruled, call));
      if (last === undefined) throw error;
      return last;
    } finally {
      password.fill(0);
    }
  }

  /** Where nobody has a verdict, there are accounts for that day. */
  async #breakGlass(
    error: unknown,
    attempt: Attempt,
    request: RuledRequest,
    call: CallContext,
  ): Promise<Decision | undefined> {
    const { breakGlass } = this.#context;
    // Without a password the attempt is over: the person gave up meanwhile.
    if (breakGlass === undefined || call.signal.aborted || attempt.password.length === 0) {
      return undefined;
    }
    const password = attempt.copyPassword();
    try {
      const verdict = await breakGlass.begin(error, { ...request, password }, call);
      return verdict && { by: 'workstation', verdict };
    } finally {
      password.fill(0);
    }
  }

  /**
   * How the person comes in. Windows 10 and later may ask for an unlock as a logon: whose session the tile is in tells
   * (learn.microsoft.com/windows/win32/api/credentialprovider/ne-credentialprovider-credential_provider_usage_scenario).
   */
  async #wayIn({ sid }: Tile): Promise<WayIn> {
    const { scenario, remote, describeSession, grace } = this.#context;
    const facts = await describeSession();
    const { session, user } = facts;
    const isOwn = sid !== '' && user?.sid === sid;
    const way = { remote: remote || isRemote(session), session };
    if (!isOwn || (scenario !== 'logon' && scenario !== 'unlock')) return { scenario, ...way };
    const secondsSinceFactor = way.remote ? undefined : grace.ageOf(sid, facts);
    return { scenario: 'unlock', ...way, secondsSinceFactor };
  }

  /** Windows let somebody in who had just proven a factor. */
  remember(sid: string): void {
    const { describeSession, grace } = this.#context;
    void describeSession().then((facts) => grace.proven(sid, facts));
  }

  async answer(place: AtCode, code: string, call: CallContext): Promise<Decision> {
    const { logonId } = place.challenge;
    if (place.by === 'workstation') {
      const verdict = await this.#offlineHalf().answer({ logonId, code }, call);
      return { by: 'workstation', verdict };
    }
    const { challengeId } = place.challenge;
    const verdict = await this.#context.authority.answer({ logonId, challengeId, code }, call);
    if (place.challenge.current.method === 'totp') this.#spend(verdict, place.attempt, code);
    return { by: 'server', verdict };
  }

  /**
   * Whether "I forgot my password" leads anywhere. Who is asked for their name first is offered it wherever kits are
   * kept: a link that came and went would tell whose. A defect there must not cost the sign-in.
   */
  canRecover({ sid, name }: { sid: string; name: string }): boolean {
    const { offline, logger } = this.#context;
    if (sid === '') return offline !== undefined;
    try {
      return offline?.canRecover({ sid, name }) ?? false;
    } catch (error) {
      logger.error('offline.fault', { reason: codeOf(error), detail: detailOf(error) });
      return false;
    }
  }

  /** Switches to another factor, or has the server send its code again. */
  async choose(place: AtCode, method: FactorMethod, call: CallContext): Promise<Decision> {
    const { logonId } = place.challenge;
    if (place.by === 'workstation') {
      const verdict = await this.#offlineHalf().choose({ logonId, method }, call);
      return { by: 'workstation', verdict };
    }
    const { challengeId } = place.challenge;
    const verdict = await this.#context.authority.choose({ logonId, challengeId, method }, call);
    return { by: 'server', verdict };
  }

  /** Gives the server what is to be enrolled. Answers go with the password that they will open. */
  async enroll(
    { verdict: { logonId }, attempt }: AtEnrolling,
    input: Enrolled,
    call: CallContext,
  ): Promise<Decision> {
    const { authority } = this.#context;
    if (attempt.isForeign) throw new UnreachableError('malformed', 'nobody enrols by such a logon');
    if (input.action !== 'answers') {
      return { by: 'server', verdict: await authority.enroll({ logonId, action: input }, call) };
    }
    // A copy: giving up in the middle must not let a wiped password be sealed.
    const password = attempt.copyPassword();
    try {
      const action = { ...input, password };
      return { by: 'server', verdict: await authority.enroll({ logonId, action }, call) };
    } finally {
      password.fill(0);
    }
  }

  /** The questions to recover a password with. */
  async findQuestions(subject: OfflineSubject, call: CallContext): Promise<RecoveryStep> {
    const start = await this.#offlineHalf().beginRecovery(subject, call);
    return start.outcome === 'questions' ? { ...start, wrong: false } : start;
  }

  /** Has a set of answers evaluated. After a wrong one everything is asked anew, if it still may be. */
  async recover(
    request: { recoveryId: string; answers: readonly GivenAnswer[] },
    subject: OfflineSubject,
    call: CallContext,
  ): Promise<RecoveryStep> {
    const offline = this.#offlineHalf();
    const outcome = await offline.recover(request, call);
    if (outcome.outcome !== 'wrong') return outcome;
    offline.cancel(request.recoveryId);
    const start = await offline.beginRecovery(subject, call);
    return start.outcome === 'questions' ? { ...start, wrong: true } : start;
  }

  /** Tells whoever has it open that it was given up. */
  giveUp(open: Open, correlationId: CorrelationId): void {
    const { errands, offline } = this.#context;
    if (open.by === 'server') errands.send({ type: 'cancel', logonId: open.id, correlationId });
    else if (open.by === 'workstation') offline?.cancel(open.id);
    else errands.send({ type: 'leave', sessionId: open.id, correlationId });
  }

  /** A kit is for whom the server granted. Nothing that happens here may touch the grant. */
  keep({ by, verdict }: GrantedLogon, password: Uint8Array, correlationId: CorrelationId): void {
    const { keeper, logger } = this.#context;
    if (by !== 'server' || verdict?.kit !== true || password.length === 0) return;
    try {
      keeper?.keep({ ...verdict, password }, { correlationId });
    } catch (error) {
      logger.error('kit.fault', { correlationId, reason: codeOf(error), detail: detailOf(error) });
    }
  }

  /** A code that was right at the server must not be one here. */
  #spend(verdict: Verdict, { password, correlationId }: Attempt, code: string): void {
    if (verdict.outcome !== 'granted' && verdict.outcome !== 'enroll') return;
    const { keeper, logger } = this.#context;
    try {
      keeper?.spent({ sid: verdict.account.sid, code, password }, { correlationId });
    } catch (error) {
      logger.error('kit.fault', { correlationId, reason: codeOf(error), detail: detailOf(error) });
    }
  }

  /** A code of an authenticator that was right in a self-service of the server must not be one here. */
  spendUnknown(
    verdict: SelfServiceVerdict,
    subject: OfflineSubject,
    correlationId: CorrelationId,
  ): void {
    if (verdict.outcome === 'challenge' && verdict.rejected !== undefined) return;
    // What the directory refuses, it refuses after the code was taken.
    if (verdict.outcome === 'denied' && !verdict.code.startsWith('directory.')) return;
    const { keeper, logger } = this.#context;
    try {
      keeper?.spentUnknown(subject, { correlationId });
    } catch (error) {
      logger.error('kit.fault', { correlationId, reason: codeOf(error), detail: detailOf(error) });
    }
  }

  /** Windows changed a password: codes go with the new one from now on, although the server may be away. */
  async remask(change: NewPassword, correlationId: CorrelationId): Promise<void> {
    const { keeper, logger } = this.#context;
    try {
      await keeper?.remask(change, { correlationId });
    } catch (error) {
      logger.error('kit.fault', { correlationId, reason: codeOf(error), detail: detailOf(error) });
    }
  }

  /** Windows changed the password before this logon, which was granted with the new one. */
  renew({ by, verdict }: GrantedLogon, password: Uint8Array, correlationId: CorrelationId): void {
    const { keeper } = this.#context;
    if (by !== 'server' || verdict === undefined) return;
    const { generation: _, ...granted } = verdict;
    keeper?.changed({ ...granted, password }, { correlationId });
  }

  /** Passes on what Windows said of the credential. */
  report(
    { by, logonId, verdict }: GrantedLogon,
    said: { ntStatus: number; subStatus: number },
    correlationId: CorrelationId,
  ): void {
    const { errands, keeper } = this.#context;
    if (by === 'workstation') {
      this.#reportHere(logonId, said.ntStatus, correlationId);
      return;
    }
    errands.send({ type: 'report', logonId, correlationId, ...said });
    if (said.ntStatus === 0 && verdict !== undefined) keeper?.accepted(verdict);
  }

  /** Undefined when this workstation has no verdict either: no kit, or one that allows nothing. */
  async #beginHere(request: BeginLogonRequest, call: CallContext): Promise<Verdict | undefined> {
    const { offline, logger } = this.#context;
    try {
      const verdict = await offline?.begin(request, call);
      // Too late: nobody waits for it, and nobody else would give it up.
      if (call.signal.aborted && verdict !== undefined && 'logonId' in verdict) {
        offline?.cancel(verdict.logonId);
      }
      const none = verdict?.outcome === 'denied' && verdict.code === 'policy.denied';
      return none ? undefined : verdict;
    } catch (error) {
      logger.error('offline.fault', {
        correlationId: call.correlationId,
        reason: codeOf(error),
        detail: detailOf(error),
      });
      return undefined;
    } finally {
      request.password.fill(0);
    }
  }

  #offlineHalf(): OfflineAuthority {
    const { offline } = this.#context;
    if (offline === undefined) throw new Error('this workstation decides nothing by itself');
    return offline;
  }

  #reportHere(logonId: LogonId, ntStatus: number, correlationId: CorrelationId): void {
    const { offline, logger } = this.#context;
    const { signal } = new AbortController();
    const reported = (async () =>
      offline?.report({ logonId, ntStatus }, { correlationId, signal }))();
    reported.catch((error: unknown) => {
      logger.error('offline.fault', {
        correlationId,
        logonId,
        reason: codeOf(error),
        detail: detailOf(error),
      });
    });
  }
}
