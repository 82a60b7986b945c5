import type { Desk, Sight } from './desk.js';

const WORDS = ['Die Toten Hosen', 'Pippi Långstrump', 'Käsespätzle', 'astronaut', 'a red kite'];

/** What a person answers: remembered by question, as people do. */
export class AnswerSheet {
  readonly #answers = new Map<string, string>();

  /** Answers one question after another, always the one that is offered first. @returns what the last answer led to */
  async giveRight(desk: Desk, sight: Sight, count: number): Promise<Sight> {
    let shown = sight;
    for (let number = 0; number < count; number++) {
      shown = await desk.submit({ answer: this.#answerTo(questionOf(shown)) });
    }
    return shown;
  }

  /** A set with nothing right in it. @returns what the last answer led to */
  async giveWrong(desk: Desk, sight: Sight, count: number): Promise<Sight> {
    let shown = sight;
    for (let number = 1; number <= count; number++) {
      questionOf(shown);
      shown = await desk.submit({ answer: `wrong answer ${number}` });
    }
    return shown;
  }

  #answerTo(question: string): string {
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const answer = WORDS[this.#answers.size] ?? `answer to ${question}`;
    this.#answers.set(question, answer);
    return answer;
  }
}

function questionOf(sight: Sight): string {
  const question = sight.kind === 'screen' ? sight.options[0] : undefined;
  if (question === undefined) {
    throw new Error(
      `no question is asked: ${sight.kind === 'screen' ? `"${sight.text}"` : sight.kind}`,
    );
  }
  return question;
}
