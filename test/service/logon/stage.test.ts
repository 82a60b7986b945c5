import type { CorrelationId, ServiceMessage } from '@gatehouse/protocol';

import { Attempt } from '../../../service/src/logon/attempt.js';
import type {
  AtRecovering,
  ConversationContext,
} from '../../../service/src/logon/conversation-state.js';
import { frame } from '../../../service/src/logon/screens/drawing.js';
import { Stage } from '../../../service/src/logon/stage.js';
import { recoveries } from '../../fakes/fake-offline-authority.js';
import { MemoryLogger } from '../../fakes/memory-logger.js';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736' as CorrelationId;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const isWiped = (secret: Uint8Array) => secret.every((byte) => byte === 0);

function stageOf(sent: ServiceMessage[] = []): Stage {
  const context = { logger: new MemoryLogger(), client: 1, tile: 1 };
  return new Stage({
    ...context,
    send: (message: ServiceMessage) => void sent.push(message),
  } as unknown as ConversationContext);
}

function placeOf(attempt: Attempt): AtRecovering & { disposals: () => number } {
  let disposals = 0;
  const dialog = {
    start: () => ({ do: 'give-up' }) as const,
    submit: () => ({ do: 'give-up' }) as const,
    follow: () => ({ do: 'give-up' }) as const,
    [Symbol.dispose]: () => {
      disposals++;
    },
  };
  const subject = { sid: undefined, name: 'alice' };
  return {
    at: 'recovering',
    attempt,
    open: undefined,
    subject,
    dialog,
    disposals: () => disposals,
  };
}

describe('an attempt', () => {
  it('wipes its password when it is disposed of, and hands out copies of its own', () => {
    const password = bytes('secret');
    const attempt = new Attempt(ID, 'alice', password);
    const copy = attempt.copyPassword();
    attempt[Symbol.dispose]();
    expect(isWiped(password)).toBe(true);
    expect(Buffer.from(copy).toString()).toBe('secret');
    expect(attempt.copyPassword()).toHaveLength(0);
  });

  it('takes over a recovered password and wipes that, too', () => {
    const typed = bytes('typed');
    const attempt = new Attempt(ID, 'alice', typed);
    const recovered = recoveries.recovered();
    attempt.recover(recovered);
    expect(isWiped(typed)).toBe(true);
    expect(attempt.password).toBe(recovered.password);
    attempt[Symbol.dispose]();
    expect(isWiped(recovered.password)).toBe(true);
  });
});

describe('a change of state', () => {
  it('keeps the secrets that the next state takes along', () => {
    const stage = stageOf();
    const attempt = new Attempt(ID, 'alice', bytes('secret'));
    const place = placeOf(attempt);
    stage.enter(place);
    stage.enter({
      at: 'checking',
      call: new AbortController(),
      attempt,
      from: place,
      open: undefined,
    });
    stage.enter({ at: 'unreachable', from: place, isReset: false });
    stage.enter(place);
    expect(place.disposals()).toBe(0);
    expect(attempt.password).toHaveLength(6);
  });

  it('wipes the dialog that another one replaces, and not the attempt', () => {
    const stage = stageOf();
    const attempt = new Attempt(ID, 'alice', bytes('secret'));
    const [first, second] = [placeOf(attempt), placeOf(attempt)];
    stage.enter(first);
    stage.enter(second);
    expect([first.disposals(), second.disposals()]).toEqual([1, 0]);
    expect(attempt.password).toHaveLength(6);
  });

  it.each([
    [{ at: 'sign-in' }],
    [{ at: 'ended' }],
    [{ at: 'unreachable', from: undefined, isReset: false }],
  ] as const)('wipes everything on the way to %j', (end) => {
    const stage = stageOf();
    const attempt = new Attempt(ID, 'alice', bytes('secret'));
    const place = placeOf(attempt);
    stage.enter(place);
    stage.enter(end);
    expect(place.disposals()).toBe(1);
    expect(attempt.password).toHaveLength(0);
  });

  it('hands a value that came too late to whoever wipes it', async () => {
    const stage = stageOf();
    const attempt = new Attempt(ID, 'alice');
    const late: string[] = [];
    const done: string[] = [];
    stage.ask({
      attempt,
      from: undefined,
      progress: '…',
      ask: () => Promise.resolve('a secret'),
      done: (value) => done.push(value),
      failed: () => undefined,
      discard: (value) => late.push(value),
    });
    stage.enter({ at: 'sign-in' });
    await new Promise((resolve) => setImmediate(resolve));
    expect([done, late]).toEqual([[], ['a secret']]);
  });
});

describe('a screen', () => {
  it('takes answers and codes out of the fields that it hides', () => {
    const sent: ServiceMessage[] = [];
    const stage = stageOf(sent);
    const field = (slot: 'answer' | 'code') =>
      ({ slot, state: 'selected', mode: 'normal' }) as const;
    for (const fields of [[field('answer')], [field('code')], [], []]) {
      stage.show({ screen: { fields: [...frame('x'), ...fields] }, links: {} });
    }
    const hidden = sent.map((message) =>
      message.type === 'screen'
        ? message.screen.fields.flatMap(({ slot, state, clear }) =>
            state === 'hidden' && clear === true ? [slot] : [],
          )
        : [],
    );
    expect(hidden).toEqual([[], ['answer'], ['code'], []]);
  });
});
