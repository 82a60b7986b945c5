import type { RecoveryCodesTexts } from './en.js';

export const de: RecoveryCodesTexts = {
  title: 'Wiederherstellungscodes',
  why: 'Codes auf Papier für den Tag, an dem Ihre anderen zweiten Faktoren fehlen. Mit jedem melden Sie sich einmal im Browser an, zusammen mit Ihrem Kennwort.',
  none: 'Sie haben keine gemacht.',
  left: (left, total) => `${left} von ${total} übrig`,
  made: (when) => `Gemacht: ${when}`,
  few: (left) =>
    left === 0
      ? 'Alle Ihre Wiederherstellungscodes sind verbraucht. Machen Sie neue.'
      : `Nur noch ${left === 1 ? 'einer Ihrer Wiederherstellungscodes ist' : `${left} Ihrer Wiederherstellungscodes sind`} übrig. Machen Sie neue.`,
  off: 'Sie gelten in Ihrer Firma zurzeit nicht.',
  make: 'Wiederherstellungscodes machen',
  renew: 'Neue Wiederherstellungscodes machen',
  renewTitle: 'Neue Wiederherstellungscodes machen?',
  renewText: 'Die Codes, die Sie jetzt haben, gelten dann nicht mehr.',
  remove: 'Wiederherstellungscodes entfernen',
  removeTitle: 'Wiederherstellungscodes entfernen?',
  removeText: 'Mit keinem von ihnen kann man sich dann noch als Sie anmelden.',
  shownTitle: 'Ihre neuen Wiederherstellungscodes',
  shownLead:
    'Sie werden nur dieses eine Mal gezeigt. Drucken Sie sie aus oder verwahren Sie sie bei Ihrem Ausweis, nicht in einer Datei auf diesem Computer.',
  label: 'Wiederherstellungscodes',
  copy: 'Kopieren',
  copied: 'Kopiert',
  print: 'Drucken',
  download: 'Als Text herunterladen',
  file: 'wiederherstellungscodes.txt',
  kept: 'Ich habe sie verwahrt',
  head: (product, when) => `Wiederherstellungscodes für ${product}, gemacht: ${when}`,
  once: 'Jeder gilt einmal, zusammen mit Ihrem Kennwort. Niemand wird Sie je danach fragen.',
};
