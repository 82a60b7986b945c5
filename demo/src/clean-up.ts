/** Undoes in reverse order. Node 22 has no AsyncDisposableStack yet; this is the part of it that is used here. */
export class CleanUp implements AsyncDisposable {
  #undo: (() => Promise<void> | void)[] = [];

  defer(undo: () => Promise<void> | void): void {
    this.#undo.push(undo);
  }

  use<T extends AsyncDisposable | Disposable>(resource: T): T {
    this.defer(() =>
      Symbol.asyncDispose in resource
        ? Promise.resolve(resource[Symbol.asyncDispose]())
        : resource[Symbol.dispose](),
    );
    return resource;
  }

  /** Hands everything over to a new owner: disposing of this one does nothing any more. */
  move(): CleanUp {
    const moved = new CleanUp();
    moved.#undo = this.#undo;
    this.#undo = [];
    return moved;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const undo of this.#undo.splice(0).reverse()) await undo();
  }
}
