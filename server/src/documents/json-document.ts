import { parse } from '@humanwhocodes/momoa';
import type { MemberNode, ValueNode } from '@humanwhocodes/momoa';

/** What makes a document unusable though it may be JSON. The message repeats no value of it. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
}

/**
 * Reads JSON that a person wrote. Editors put a byte order mark before it, which RFC 8259 lets us ignore; of two equal
 * keys `JSON.parse` takes the last and says nothing, which is never what the person meant. The service has this file as well: the
 * two programs share nothing but what they must agree on.
 *
 * @throws DocumentError, and SyntaxError, whose message quotes the document
 */
export function parseJsonDocument(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  const value: unknown = JSON.parse(text);
  refuseRepeatedKeys(text);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DocumentError('it is not UTF-8', { cause });
  }
}

function refuseRepeatedKeys(text: string): void {
  const pending: ValueNode[] = [parse(text, { mode: 'json' }).body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'Array') pending.push(...node.elements.map(({ value }) => value));
    if (node.type !== 'Object') continue;
    pending.push(...node.members.map(({ value }) => value));
    requireDistinct(node.members);
  }
}

function requireDistinct(members: readonly MemberNode[]): void {
  const lines = new Map<string, number>();
  for (const { name, loc } of members) {
    const key = name.type === 'String' ? name.value : name.name;
    const { line } = loc.start;
    const first = lines.get(key);
    if (first !== undefined) {
      throw new DocumentError(
        `the key ${JSON.stringify(key)} of line ${first} is there again in line ${line}`,
      );
    }
    lines.set(key, line);
  }
}
