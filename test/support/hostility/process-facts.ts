import { readFile, readdir } from 'node:fs/promises';

/** Resident memory of a process, in bytes. */
export async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} has no memory`);
  return Number(kilobytes) * 1024;
}

export async function openDescriptors(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

export async function threadsOf(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/task`)).length;
}

/** Looks at a process's memory again and again. */
export class MemoryWatch implements Disposable {
  /** The most that was seen, in bytes. */
  most = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      residentMemory(pid).then(
        (memory) => (this.most = Math.max(this.most, memory)),
        () => undefined,
      );
    }, 50);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
