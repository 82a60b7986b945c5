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
  messages: {
    title: 'Nachrichten',
    lead: 'Was E-Mails und Seiten in den Worten des Unternehmens sagen, und in welchen Sprachen.',
  },
  directories: {
    title: 'Verzeichnisse',
    lead: 'Ob die Verzeichnisse antworten, Schritt für Schritt.',
  },
  workstations: {
    title: 'Arbeitsplätze',
    lead: 'Welche Rechner beigetreten sind, und wie ein weiterer beitritt.',
  },
  firstRun: {
    title: 'Ersten Arbeitsplatz einrichten',
    lead: 'Schritt für Schritt, vom Verzeichnis bis zur ersten Anmeldung.',
  },
  keys: {
    title: 'Schlüssel',
    lead: 'Wer die API benutzen darf, der Datenschlüssel und was im Hintergrund läuft.',
  },
};
