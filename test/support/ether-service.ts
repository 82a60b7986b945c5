import type { SelfServiceAuthority } from '../../service/src/authority/self-service-authority.js';
import { systemClock, systemStopwatch } from '../../service/src/clock.js';
import type { Clock, Stopwatch } from '../../service/src/clock.js';
import { NO_DOMAIN } from '../../service/src/domain/domain-reach.js';
import type { DomainReach } from '../../service/src/domain/domain-reach.js';
import type { BreakGlassAccounts } from '../../service/src/logon/break-glass-accounts.js';
import { Conversation } from '../../service/src/logon/conversation.js';
import { Errands } from '../../service/src/logon/errands.js';
import type { RuledLogons } from '../../service/src/logon/ruled-logons.js';
import { chooseTexts } from '../../service/src/logon/texts/choose-texts.js';
import { ChangeReports } from '../../service/src/passwords/change-reports.js';
import { PIPE_LIMITS } from '../../service/src/pipe/pipe-limits.js';
import type { PipeLimits } from '../../service/src/pipe/pipe-limits.js';
import { PipeServer } from '../../service/src/pipe/pipe-server.js';
import { systemRandom } from '../../service/src/random.js';
import { UnlockGrace } from '../../service/src/sessions/unlock-grace.js';
import { EtherPipe } from '../fakes/ether-pipe.js';
import { FakeAuthority } from '../fakes/fake-authority.js';
import { SYSTEM_SID } from '../fakes/fake-caller.js';
import type { FakeKitKeeper } from '../fakes/fake-kit-keeper.js';
import type { FakeOfflineAuthority } from '../fakes/fake-offline-authority.js';
import { FakePasswordChanges } from '../fakes/fake-password-changes.js';
import { FakeSessions } from '../fakes/fake-sessions.js';
import { MemoryLogger } from '../fakes/memory-logger.js';
import { PipeClient } from './pipe-client.js';

/** Pipe and conversations of the service without operating system and network. */
export interface EtherService {
  pipe: EtherPipe;
  authority: FakeAuthority;
  logger: MemoryLogger;
  server: PipeServer;
  changes: FakePasswordChanges;
  changeReports: ChangeReports;
  sessions: FakeSessions;
  grace: UnlockGrace;
  connect(hello?: Parameters<typeof PipeClient.open>[1]): Promise<PipeClient>;
}

export async function startEtherService(
  options: {
    limits?: Partial<PipeLimits>;
    clock?: Clock & Stopwatch;
    timeZone?: string;
    /** Without it, nothing is decided here, as on a workstation that keeps no kits. */
    offline?: FakeOfflineAuthority;
    keeper?: FakeKitKeeper;
    /** Without it, this workstation decides nothing by rules. */
    rules?: RuledLogons;
    breakGlass?: BreakGlassAccounts;
    /** Without it, this workstation has not joined. */
    selfService?: SelfServiceAuthority;
    offersSelfService?: boolean;
    reach?: DomainReach;
  } = {},
): Promise<EtherService> {
  const pipe = new EtherPipe();
  const authority = new FakeAuthority();
  const logger = new MemoryLogger();
  const { selfService } = options;
  const errands = new Errands({ authority, selfService, logger, retryMs: 20 });
  const changes = new FakePasswordChanges();
  const { keeper } = options;
  const changeReports = new ChangeReports({ authority, keeper, logger, pausesMs: [5, 5] });
  const sessions = new FakeSessions();
  const grace = new UnlockGrace(options.clock ?? systemStopwatch);
  const server = new PipeServer({
    listener: pipe,
    limits: { ...PIPE_LIMITS, ...options.limits },
    logger,
    isPrivileged: (caller) => caller.sid === SYSTEM_SID,
    serviceVersion: '0.1.0',
    textsOf: (language) => chooseTexts(language).texts,
    converse: (client, caller, tile, { scenario, remote, language }, send) =>
      new Conversation(tile, {
        authority,
        offline: options.offline,
        keeper,
        rules: options.rules,
        breakGlass: options.breakGlass,
        selfService,
        offersSelfService: options.offersSelfService ?? true,
        reach: options.reach ?? NO_DOMAIN,
        changes,
        errands,
        changeReports,
        clock: options.clock ?? systemClock,
        random: systemRandom,
        logger,
        texts: chooseTexts(language).texts,
        locale: { language: chooseTexts(language).language, timeZone: options.timeZone ?? 'UTC' },
        computer: 'DESK-1',
        scenario,
        remote,
        describeSession: () => sessions.describe(caller.session),
        grace: {
          proven: (sid, facts) => grace.proven(caller.session, sid, facts),
          ageOf: (sid, facts) => grace.ageOf(caller.session, sid, facts),
        },
        language,
        client,
        tile: tile.number,
        send,
      }),
  });
  await server.listen();
  return {
    pipe,
    authority,
    logger,
    server,
    changes,
    changeReports,
    sessions,
    grace,
    connect: (hello) => PipeClient.open(pipe.connect(), hello),
  };
}
