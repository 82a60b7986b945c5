import type { UnreachableReason } from '../../authority/authority.js';
import type { Texts } from '../texts/texts.js';
import { frame, line } from './drawing.js';
import type { Drawing } from './drawing.js';

/** No verdict came: nothing is granted, and the person is told by class what to do. */
export function drawUnreachable(parameters: {
  texts: Texts;
  reason: UnreachableReason;
  reference: string;
  /** Whether a new password counts already, although nobody signed in with it. */
  isReset: boolean;
  /** Whether something is still to be answered, so that "start over" is another way than "try again". */
  midway: boolean;
}): Drawing {
  const { texts, reason, reference, isReset, midway } = parameters;
  const why = textOf(reason, texts);
  const text = isReset ? texts.sentences([texts['reset.done'], why]) : why;
  return {
    screen: {
      fields: [
        ...frame(texts['unreachable.title']),
        line('message', text),
        line('detail', texts.reference(reference)),
        line('link1', texts['unreachable.again']),
        ...(midway ? [line('link4', texts['code.start-over'])] : []),
      ],
      message: { class: 'error', text },
    },
    links: {
      link1: { do: 'again' },
      ...(midway ? { link4: { do: 'start-over' } } : {}),
    },
  };
}

function textOf(reason: UnreachableReason, texts: Texts): string {
  switch (reason) {
    case 'not-joined':
      return texts['unreachable.not-joined'];
    case 'dns':
    case 'connect':
    case 'proxy':
    case 'timeout':
    case 'http-status':
    case 'unable':
      return texts['unreachable.network'];
    case 'tls':
    case 'wrong-key':
    case 'malformed':
    case 'unsigned':
      return texts['unreachable.untrusted'];
    case 'clock':
      return texts['unreachable.clock'];
    case 'refused':
    case 'revoked':
      return texts['unreachable.refused'];
    case 'fault':
      return texts['fault.service'];
  }
}
