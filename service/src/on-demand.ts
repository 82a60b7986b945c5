/** Something large that is loaded when it is first needed, once, and again when loading failed. */
export class OnDemand<T extends { close(): void | Promise<void> }> {
  readonly #load: () => Promise<T>;
  #loading: Promise<T> | undefined;
  #loaded: T | undefined;
  #closed = false;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  /** What is there already. */
  get loaded(): T | undefined {
    return this.#loaded;
  }

  async get(): Promise<T> {
    if (this.#closed) throw new Error('the service stops');
    this.#loading ??= this.#load().then(
      (loaded) => (this.#loaded = loaded),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.close();
  }
}
