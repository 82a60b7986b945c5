/** The text of a person's language, or the one for all others. */
export function textFor(
  { text, texts }: { text: string; texts?: Record<string, string> | undefined },
  language: string | undefined,
): string {
  const code = language?.split('-', 1)[0]?.toLowerCase() ?? '';
  return texts !== undefined && Object.hasOwn(texts, code) ? (texts[code] ?? text) : text;
}
