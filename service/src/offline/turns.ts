/** More than all tiles and the refresh ask for at once. */
const MAX_WAITING = 256;

/** Work that waits in the middle, one after the other, in the order in which it was asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * Does the work when all before it is done, whether or not that failed. Work must not take a turn itself.
   * @throws RangeError when too much waits already: nothing was done
   */
  async take<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) throw new RangeError('too many calls wait for their turn');
    this.#waiting++;
    const turn = this.#last.then(work).finally(() => this.#waiting--);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
