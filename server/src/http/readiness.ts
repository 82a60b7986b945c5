/** One thing that must answer before this node can serve. */
export interface Probe {
  name: string;
  check: () => Promise<void>;
}

const TIMEOUT_MS = 2_000;

/** Asked by anyone, so the answer is kept for a moment instead of asking the database each time. */
const CACHE_MS = 1_000;

/** Whether this node can serve: not while it stops, and only while everything it needs answers. */
export class Readiness {
  readonly #probes: Probe[];
  #stopping = false;
  #cached: { at: number; failed: Promise<string[]> } | undefined;

  constructor(probes: Probe[]) {
    this.#probes = probes;
  }

  /** From now on not ready, so that a balancer sends nobody any more. */
  stop(): void {
    this.#stopping = true;
  }

  /** The names of what does not answer; empty when ready. */
  async failures(): Promise<string[]> {
    if (this.#stopping) return ['stopping'];
    const now = performance.now();
    if (this.#cached === undefined || now - this.#cached.at > CACHE_MS) {
      this.#cached = { at: now, failed: this.#ask() };
    }
    return this.#cached.failed;
  }

  async #ask(): Promise<string[]> {
    const answers = await Promise.all(
      this.#probes.map(async ({ name, check }) => ((await inTime(check)) ? [] : [name])),
    );
    return answers.flat();
  }
}

async function inTime(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), TIMEOUT_MS);
  });
  const answer = check().then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
