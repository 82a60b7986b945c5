import type { AdministrationTexts } from './en.js';

export const de: AdministrationTexts = {
  title: 'Verwaltung',
  navigation: 'Abschnitte der Verwaltung',
  policies: {
    title: 'Richtlinien',
    lead: 'Welche Regeln für wen gelten, und was sich ändern würde.',
  },
  audit: {
    title: 'Protokoll',
    lead: 'Was wann wem geschehen ist.',
  },
  directories: {
    title: 'Verzeichnisse',
    lead: 'Ob die Verzeichnisse antworten, Schritt für Schritt.',
  },
  workstations: {
    title: 'Arbeitsplätze',
    lead: 'Welche Rechner beigetreten sind, und wie ein weiterer beitritt.',
  },
  messages: {
    title: 'Texte',
    lead: 'Was Menschen auf Kacheln, Seiten und in E-Mails lesen.',
  },
  keys: {
    title: 'Schlüssel',
    lead: 'Wer die API benutzen darf, der Datenschlüssel und was im Hintergrund läuft.',
  },
};
