/**
 * The thread that estimates how strong passwords are. Plain JavaScript, which Node runs where it lies, from the sources
 * and from the build alike. Loading the dictionaries takes half a second and 80 MB, an estimate up to a tenth of a second.
 */
import { parentPort } from 'node:worker_threads';

import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';
import * as de from '@zxcvbn-ts/language-de';
import * as en from '@zxcvbn-ts/language-en';

/** UTF-16 code units that are looked at: the time grows faster than their number, and 32 are enough for the best score. */
const LOOKED_AT = 32;

/** Ways to read digits and signs as letters that are tried; the time grows with them, the score hardly changes. */
const MAX_SUBSTITUTIONS = 10;

const meterIn = (translations) =>
  new ZxcvbnFactory({
    // The same score in every language: people use the words of several.
    dictionary: { ...common, ...en.dictionary, ...de.dictionary },
    graphs: adjacencyGraphs,
    translations,
    maxLength: LOOKED_AT,
    l33tMaxSubstitutions: MAX_SUBSTITUTIONS,
  });
/** In English until the first person speaks another language: each takes as long as all dictionaries take. */
const meters = { en: meterIn(en.translations), de: undefined };

function meterFor(language) {
  return (meters[language] ??= meterIn({ ...en.translations, ...de.translations }));
}

parentPort.on('message', ({ id, text, words, language }) => {
  const { score, feedback } = meterFor(language).check(text.slice(0, LOOKED_AT), words);
  const hints = [feedback.warning, ...feedback.suggestions].filter(Boolean);
  parentPort.postMessage({ id, score, hints });
});
