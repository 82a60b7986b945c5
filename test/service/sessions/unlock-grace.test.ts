import { SessionWatch } from '../../../service/src/sessions/session-watch.js';
import type { SessionChange } from '../../../service/src/sessions/session-watch.js';
import type { SessionFacts } from '../../../service/src/sessions/sessions.js';
import { UnlockGrace } from '../../../service/src/sessions/unlock-grace.js';
import { FakeClock } from '../../fakes/fake-clock.js';
import { FakeSessions } from '../../fakes/fake-sessions.js';

const ALICE = 'S-1-5-21-1-2-3-1104';
const BOB = 'S-1-5-21-1-2-3-1105';
const SESSION = 1;

const facts = (more: Partial<SessionFacts> = {}): SessionFacts => ({
  session: { type: 'console' },
  user: { sid: ALICE, logonId: 'a1' },
  boot: 'boot-7',
  ...more,
});

let clock: FakeClock;
let grace: UnlockGrace;
let sessions: FakeSessions;
let watch: SessionWatch;
beforeEach(() => {
  clock = new FakeClock();
  grace = new UnlockGrace(clock);
  sessions = new FakeSessions();
  watch = new SessionWatch({ grace, sessions });
});

/** Proven at an unlock ten minutes ago. */
function provenBefore(): void {
  grace.proven(SESSION, ALICE, facts());
  clock.advance({ seconds: 600 });
}

const age = (more: Partial<SessionFacts> = {}, sid = ALICE) =>
  grace.ageOf(SESSION, sid, facts(more));

describe('what is remembered of a proven factor (R7)', () => {
  it('is how long ago it was', () => {
    provenBefore();
    expect(age()).toBe(600);
  });

  it.each<[why: string, more: Partial<SessionFacts>, sid: string]>([
    ['after another boot', { boot: 'boot-8' }, ALICE],
    ['where the boot is not known', { boot: undefined }, ALICE],
    ['in another logon of the same account', { user: { sid: ALICE, logonId: 'a2' } }, ALICE],
    ['where nobody is logged on', { user: undefined }, ALICE],
    ['for another account', { user: { sid: BOB, logonId: 'a1' } }, BOB],
    ['when the session has gone over the network', { session: { type: 'rdp' } }, ALICE],
    ['when nobody can describe the session', { session: { type: 'other' } }, ALICE],
  ])('is nothing %s', (_, more, sid) => {
    provenBefore();
    expect(age(more, sid)).toBeUndefined();
  });

  it.each<SessionChange>(['connect', 'disconnect', 'logoff', 'other'])('ends with %s', (change) => {
    provenBefore();
    watch.changed(SESSION + 1, change);
    expect(age()).toBe(600);
    watch.changed(SESSION, change);
    expect(age()).toBeUndefined();
  });

  it('does not end when the session is locked and unlocked', () => {
    provenBefore();
    watch.changed(SESSION, 'lock');
    watch.changed(SESSION, 'unlock');
    expect(age()).toBe(600);
  });

  it('ends when the computer sleeps', () => {
    provenBefore();
    grace.endAll();
    expect(age()).toBeUndefined();
  });

  it('ends with the service: another one knows nothing', () => {
    provenBefore();
    expect(new UnlockGrace(clock).ageOf(SESSION, ALICE, facts())).toBeUndefined();
  });

  it('is not made of a session over the network, nor where the boot has no name', () => {
    grace.proven(SESSION, ALICE, facts({ session: { type: 'rdp' } }));
    expect(age()).toBeUndefined();
    grace.proven(SESSION, ALICE, facts({ boot: undefined }));
    expect(age()).toBeUndefined();
  });

  it.each([
    ['to just after the proof', 1],
    ['to before the proof', -3600],
    ['forward', 7200],
  ])('is as old as before by a clock that was set %s', (_, seconds) => {
    const proof = clock.now().getTime();
    provenBefore();
    clock.set(new Date(proof + seconds * 1000));
    expect(age()).toBe(600);
  });
});

describe('a factor proven at a logon, before Windows has made the logon session', () => {
  beforeEach(() => grace.proven(SESSION, ALICE, facts({ user: undefined })));

  it('belongs to the session that is made then', async () => {
    expect(age()).toBeUndefined();
    sessions.set(SESSION, facts());
    watch.changed(SESSION, 'logon');
    await Promise.resolve();
    await Promise.resolve();
    expect(age()).toBe(0);
    expect(age({ user: { sid: ALICE, logonId: 'a2' } })).toBeUndefined();
  });

  it("is forgotten when it is somebody else's", async () => {
    sessions.set(SESSION, facts({ user: { sid: BOB, logonId: 'b1' } }));
    watch.changed(SESSION, 'lock');
    await Promise.resolve();
    await Promise.resolve();
    sessions.set(SESSION, facts());
    watch.changed(SESSION, 'lock');
    await Promise.resolve();
    expect(age()).toBeUndefined();
  });

  it('asks Terminal Services once only', async () => {
    sessions.set(SESSION, facts());
    for (let i = 0; i < 3; i++) {
      watch.changed(SESSION, 'lock');
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(sessions.asked).toEqual([SESSION]);
  });
});
