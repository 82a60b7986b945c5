import type { Screen, ScreenField, ServiceMessage, SlotName } from '@gatehouse/protocol/pipe';

import type { TileConversation } from './tile-conversation.js';

/** What stood for the slots that version 2 of the pipe brought. */
const BEFORE: Partial<Record<SlotName, SlotName>> = { address: 'code', shownPassword: 'code' };

/**
 * A conversation with a DLL of version 1, whose pool has fewer slots: LogonUI holds an old DLL over an upgrade. It sees the
 * same screens, under a label that says less.
 */
export function converseInFirstPool(
  send: (message: ServiceMessage) => void,
  converse: (send: (message: ServiceMessage) => void) => TileConversation,
): TileConversation {
  /** What is typed into `code` of the present screen. */
  let typed: SlotName = 'code';
  const conversation = converse((message) => {
    if (message.type !== 'screen') {
      send(message);
      return;
    }
    const shown = message.screen.fields.find(
      ({ slot, state }) => isNew(slot) && state !== 'hidden',
    );
    typed = shown?.slot ?? 'code';
    send({ type: 'screen', screen: inFirstPool(message.screen) });
  });
  return {
    start: () => conversation.start(),
    handle(message) {
      if (message.type !== 'submit') {
        conversation.handle(message);
        return;
      }
      const inputs = message.inputs.map(({ slot, value }) => ({
        slot: slot === 'code' ? typed : slot,
        value,
      }));
      conversation.handle({ ...message, inputs });
    },
    end: () => conversation.end(),
  };
}

const isNew = (slot: SlotName) => BEFORE[slot] !== undefined;
const before = (slot: SlotName): SlotName => BEFORE[slot] ?? slot;

function inFirstPool({ fields, focus, submitAfter, ...rest }: Screen): Screen {
  const drawn = new Map<SlotName, ScreenField>();
  for (const field of fields) {
    const slot = before(field.slot);
    const there = drawn.get(slot);
    // Of two that come to stand in one slot, the hidden one is there to be wiped.
    const shown = there !== undefined && field.state === 'hidden' ? there : field;
    const clear = field.clear === true || there?.clear === true;
    drawn.set(slot, { ...shown, slot, ...(clear ? { clear } : {}) });
  }
  return {
    ...rest,
    fields: [...drawn.values()],
    ...(focus === undefined ? {} : { focus: before(focus) }),
    ...(submitAfter === undefined ? {} : { submitAfter: before(submitAfter) }),
  };
}
