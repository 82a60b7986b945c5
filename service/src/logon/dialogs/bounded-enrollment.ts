import type { Enroll } from '@gatehouse/protocol';
import type { Input } from '@gatehouse/protocol/pipe';

import type { LinkAction } from '../screens/drawing.js';
import type { Dialog, EnrollmentDialog, Move } from './dialog.js';

/**
 * An enrolment that is over at a given moment, whatever somebody goes on typing: the password that it is for is in memory
 * as long. That nobody touches it is another limit, and stays one.
 */
export class BoundedEnrollment implements EnrollmentDialog {
  readonly #dialog: EnrollmentDialog;
  readonly #endsAt: number;

  /** @param endsAt by `performance.now()` */
  constructor(dialog: EnrollmentDialog, endsAt: number) {
    this.#dialog = dialog;
    this.#endsAt = endsAt;
  }

  get lapse(): Dialog['lapse'] {
    const { lapse } = this.#dialog;
    const left = Math.max(0, this.#endsAt - performance.now());
    if (lapse !== undefined && lapse.afterMs < left) return lapse;
    return { afterMs: left, move: () => ({ do: 'expire' }) };
  }

  start(): Move {
    return this.#unlessOver(() => this.#dialog.start());
  }

  submit(inputs: readonly Input[]): Move {
    return this.#unlessOver(() => this.#dialog.submit(inputs));
  }

  follow(action: LinkAction): Move {
    return this.#unlessOver(() => this.#dialog.follow(action));
  }

  resume(verdict: Enroll): Move | undefined {
    return this.#isOver ? { do: 'expire' } : this.#dialog.resume(verdict);
  }

  [Symbol.dispose](): void {
    this.#dialog[Symbol.dispose]();
  }

  get #isOver(): boolean {
    return performance.now() >= this.#endsAt;
  }

  #unlessOver(move: () => Move): Move {
    return this.#isOver ? { do: 'expire' } : move();
  }
}
