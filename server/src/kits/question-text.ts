import { DEFAULT_ANSWERS } from '@gatehouse/protocol';
import type { AnswersPolicy, PolicyQuestion, Question } from '@gatehouse/protocol';

/**
 * The questions of a lock in a language, in the order given. A question that the policy has dropped since is still what
 * the answers were given to: it is asked in the words that it shipped with, else by its id.
 *
 * @param language BCP 47 tag
 */
export function questionsIn(
  ids: readonly string[],
  { mandatory, optional }: Pick<AnswersPolicy, 'mandatory' | 'optional'>,
  language: string | undefined,
): Question[] {
  const known = [...mandatory, ...optional, ...DEFAULT_ANSWERS.optional];
  return ids.map((id) => {
    const question = known.find((candidate) => candidate.id === id);
    return { id, text: question === undefined ? wordsOf(id) : textIn(question, language) };
  });
}

function textIn({ text, texts }: PolicyQuestion, language = ''): string {
  const [primary = ''] = language.toLowerCase().split('-', 1);
  // Languages are named by whoever asks: `constructor` is none.
  return texts !== undefined && Object.hasOwn(texts, primary) ? (texts[primary] ?? text) : text;
}

function wordsOf(id: string): string {
  return id.replaceAll('-', ' ');
}
