import type { Texts } from './en.js';

/** How many attempts are left, where the policy tells. */
export function strikesText(words: Texts['signIn'], left: number | undefined): string {
  return left === undefined || left === 0 ? '' : words.attempts(left);
}

/** A moment as people write it where they are: as their browser says, where that is the language of the page. */
export function momentText(language: string, instant: string): string {
  const local = navigator.languages.find((tag) => tag.split('-', 1)[0] === language);
  return new Intl.DateTimeFormat(local ?? language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(instant));
}
