/** What a test started, stopped in the opposite order even when starting the rest failed half-way. */
export class Started implements AsyncDisposable {
  readonly #stops: (() => PromiseLike<void> | void)[] = [];

  use<T extends AsyncDisposable>(started: T): T {
    this.defer(() => started[Symbol.asyncDispose]());
    return started;
  }

  defer(stop: () => PromiseLike<void> | void): void {
    this.#stops.push(stop);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (let stop = this.#stops.pop(); stop !== undefined; stop = this.#stops.pop()) {
      try {
        await stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }
}
