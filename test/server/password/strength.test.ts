import { strengthOf } from '../../../server/src/password/strength.js';
import type { Strength } from '../../../server/src/password/strength.js';

async function estimate(text: string, words: string[], language?: string): Promise<Strength> {
  const strength = await strengthOf(text, words, language);
  if (strength === undefined) throw new Error('not estimated in time');
  return strength;
}

describe('the strength of a password', () => {
  it.each([
    ['password', 0],
    ['Passw0rd!', 1],
    ['schmetterling', 1],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 0],
    ['rusty lantern over a quiet sea', 4],
  ])('of %s is at most, or for the best exactly, %i', async (text, score) => {
    const strength = await estimate(text, [], 'en');
    if (score === 4) expect(strength.score).toBe(4);
    else expect(strength.score).toBeLessThanOrEqual(score);
  });

  it('counts words that are known of the person for little', async () => {
    const alone = await estimate('zyxwick9', []);
    const known = await estimate('zyxwick9', ['zyxwick']);
    expect(known.score).toBeLessThan(alone.score);
  });

  it('comes with hints in the language of the person, English for others', async () => {
    const hints = async (language: string) => (await estimate('password', [], language)).hints;
    expect((await hints('de-CH')).join(' ')).toMatch(/häufig verwendetes Passwort/);
    expect((await hints('fr')).join(' ')).toMatch(/heavily used password/);
  });

  it.each([
    ['letters and digits', '1a2b3c4d5e'.repeat(25)],
    ['what can be read in many ways', '4@8({[3€6910!|17$5+7%2'.repeat(11)],
    ['words', 'passwordqwerty1990sommer'.repeat(10)],
    ['emoji', '😀'.repeat(128)],
    ['repetitions', 'abcabcabcabd'.repeat(21)],
  ])('takes no time for 256 characters of %s', async (_, text) => {
    await estimate('warm', [], 'en');
    const begun = performance.now();
    await estimate(text, [], 'en');
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  it('is estimated beside what the process does: nothing waits for it', async () => {
    let longest = 0;
    let before = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 5);
    await Promise.all(Array.from({ length: 20 }, () => estimate('1a2b3c4d5e'.repeat(3), [])));
    clearInterval(timer);
    expect(longest).toBeLessThan(500);
  });

  it('is not estimated for more people at once than can be served', async () => {
    const estimates = Array.from({ length: 70 }, () => strengthOf('word', [], 'en'));
    const unknown = (await Promise.all(estimates)).filter((one) => one === undefined);
    expect(unknown).toHaveLength(6);
  });
});
