import type { Link } from '../screens/drawing.js';
import type { Texts } from '../texts/texts.js';

/** The ways out of every screen of an enrolment: later, where the policy still allows that, and not at all. */
export function enrollmentLinks(postponements: number, texts: Texts): Link[] {
  return [
    ...(postponements > 0
      ? [['link3', { do: 'postpone' }, texts['enroll.postpone'](postponements)] as const]
      : []),
    ['link4', { do: 'start-over' }, texts['code.start-over']],
  ];
}
