import { chooseTexts } from '../../service/src/logon/texts/choose-texts.js';
import type { Scene } from './states.js';

/** The languages of the pictures: their names in docs/tile.md, and questions as a policy may have them. */
export const LANGUAGES: Record<string, { tag: string; title: string; questions: string[] }> = {
  en: {
    tag: 'en-US',
    title: 'English',
    questions: [
      'What was the name of the first school that you went to?',
      'In which street did you live when you were ten?',
    ],
  },
  de: {
    tag: 'de-DE',
    title: 'Deutsch',
    questions: [
      'Wie hieß die erste Schule, auf die Sie gingen?',
      'In welcher Straße wohnten Sie, als Sie zehn waren?',
    ],
  },
  zh: {
    tag: 'zh-CN',
    title: '简体中文',
    questions: ['您上的第一所学校叫什么名字？', '您十岁时住在哪条街？'],
  },
};

export function sceneOf(language: string): Scene {
  const entry = LANGUAGES[language];
  if (entry === undefined) throw new Error(`there are no pictures in ${language}`);
  return { ...chooseTexts(entry.tag), questions: entry.questions };
}
