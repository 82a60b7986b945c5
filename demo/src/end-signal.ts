/** Aborted when somebody wants the program to end: Ctrl-C, `kill`, or the terminal went away. */
export function endSignal(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => ended.abort());
  }
  return ended.signal;
}

/** Rejects as soon as a signal is aborted. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted')));
  });
}
