/**
 * What survives a reload in the middle of a conversation: ids, and what was on the screen. It ends with the tab. Secrets are
 * never in it: those of the conversation are in cookies that no script sees, passwords are typed again.
 */
const OURS = 'gatehouse-';

interface Entry {
  value: unknown;
  untilMs: number;
  owner?: string | undefined;
}

/**
 * @param key begins with `gatehouse-`
 * @param owner the id of whoever is signed in: it outlives the end of the session for them, and for nobody else
 */
export function keep(key: string, value: unknown, untilMs: number, owner?: string): void {
  sessionStorage.setItem(key, JSON.stringify({ value, untilMs, owner } satisfies Entry));
}

export function forget(key: string): void {
  sessionStorage.removeItem(key);
}

/** @returns what the same page kept, undefined when that is nothing, or too long ago */
export function recall(key: string, nowMs: number): unknown {
  forgetExpired(nowMs);
  const text = sessionStorage.getItem(key);
  return text === null ? undefined : entryIn(text).value;
}

/** Removes what was kept until now, of any page. */
export function forgetExpired(nowMs: number): void {
  forgetWhere(({ untilMs }) => nowMs >= untilMs);
}

/** Somebody is signed in: what belongs to others is removed. */
export function forgetOthers(owner: string): void {
  forgetWhere((entry) => entry.owner !== undefined && entry.owner !== owner);
}

/** Somebody signed out. */
export function forgetAll(): void {
  forgetWhere(() => true);
}

function forgetWhere(isOver: (entry: Entry) => boolean): void {
  const keys = Array.from({ length: sessionStorage.length }, (_, at) => sessionStorage.key(at));
  for (const key of keys) {
    if (key?.startsWith(OURS) !== true) continue;
    const text = sessionStorage.getItem(key);
    if (text !== null && isOver(entryIn(text))) forget(key);
  }
}

/** Only pages of ours write there. */
function entryIn(text: string): Entry {
  return JSON.parse(text) as Entry;
}
