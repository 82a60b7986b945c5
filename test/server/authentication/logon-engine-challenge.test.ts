import { describe, expect, it } from '@jest/globals';

import { startSceneForEachTest } from '../../support/logon-scene.js';
import type { LogonScene } from '../../support/logon-scene.js';
import { ADMITTED, expectOutcome, makeSource } from '../../support/server-core.js';

describe('a challenge of the logon engine', () => {
  let scene: LogonScene;
  startSceneForEachTest((started) => (scene = started));

  const unknown = { outcome: 'denied', code: 'challenge.unknown' };

  it('belongs to the source that began it', async () => {
    const first = await scene.challenge();
    const foreign = makeSource();
    expect(await scene.answer(first, scene.codeNow(), { source: foreign })).toMatchObject(unknown);
    expect(await scene.choose(first, 'email', { source: foreign })).toMatchObject(unknown);
    await scene.engine.cancel({ source: foreign, logonId: first.logonId });
    await scene.engine.report({
      source: foreign,
      logonId: first.logonId,
      ntStatus: 0,
      subStatus: 0,
    });
    expectOutcome(await scene.answer(first, scene.codeNow()), 'granted');
    expect(await scene.strikes()).toBe(0);
  });

  it('is unknown after it was granted, cancelled or replaced', async () => {
    const first = await scene.challenge();
    expectOutcome(await scene.answer(first, scene.codeNow()), 'granted');
    scene.test.clock.advance({ seconds: 30 });
    expect(await scene.answer(first, scene.codeNow())).toMatchObject(unknown);

    const cancelled = await scene.challenge();
    await scene.engine.cancel({ source: scene.source, logonId: cancelled.logonId });
    await scene.engine.cancel({ source: scene.source, logonId: cancelled.logonId });
    expect(await scene.answer(cancelled, scene.codeNow())).toMatchObject(unknown);
    expect(await scene.events('logon.cancelled')).toHaveLength(1);

    const replaced = await scene.challenge();
    const next = expectOutcome(await scene.choose(replaced, 'email'), 'challenge');
    expect(await scene.answer(replaced, scene.test.mailer.codeTo('alice@corp.test'))).toMatchObject(
      unknown,
    );
    expectOutcome(await scene.answer(next, scene.test.mailer.codeTo('alice@corp.test')), 'granted');
  });

  it('expires', async () => {
    const first = await scene.challenge();
    scene.test.clock.advance({ minutes: 10 });
    expect(await scene.answer(first, scene.codeNow())).toMatchObject({ code: 'challenge.expired' });
    expect(await scene.answer(first, scene.codeNow())).toMatchObject(unknown);
    expect(await scene.strikes()).toBe(0);
  });

  it('is granted once of many parallel right answers', async () => {
    await scene.applyPolicy({ logon: { desktop: { defaultMethod: 'email' } } });
    const first = await scene.challenge();
    const code = scene.test.mailer.codeTo('alice@corp.test');
    const other = (await scene.test.addNode()).engine;
    const verdicts = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        (i % 2 === 0 ? scene.engine : other).answer({
          source: scene.source,
          admission: ADMITTED,
          ...first,
          code,
        }),
      ),
    );
    expect(verdicts.filter(({ outcome }) => outcome === 'granted')).toHaveLength(1);
  });

  it('is reported once, with what Windows said', async () => {
    const first = await scene.challenge();
    const report = {
      source: scene.source,
      logonId: first.logonId,
      ntStatus: 0xc000006d,
      subStatus: 0xc000006a,
    };
    await scene.engine.report(report);
    expect(await scene.events('logon.reported')).toEqual([]);
    await scene.answer(first, scene.codeNow());
    await scene.engine.report(report);
    await scene.engine.report(report);
    expect(await scene.events('logon.reported')).toMatchObject([
      { outcome: 'failure', detail: { ntStatus: '0xc000006d', subStatus: '0xc000006a' } },
    ]);
  });
});
