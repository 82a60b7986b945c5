/**
 * What survives a reload in the middle of a conversation: ids, and what was on the screen. It ends with the tab. Secrets are
 * never in it: those of the conversation are in cookies that no script sees, passwords are typed again.
 */
export function keep(key: string, value: unknown, untilMs: number): void {
  sessionStorage.setItem(key, JSON.stringify({ value, untilMs }));
}

export function forget(key: string): void {
  sessionStorage.removeItem(key);
}

/** @returns what the same page kept, undefined when that is nothing, or too long ago */
export function recall(key: string, nowMs: number): unknown {
  const text = sessionStorage.getItem(key);
  if (text === null) return undefined;
  // Only pages of ours write there.
  const { value, untilMs } = JSON.parse(text) as { value: unknown; untilMs: number };
  return nowMs < untilMs ? value : undefined;
}
