import type { AdministrationSection } from '../../navigation/areas.js';

interface SectionTexts {
  title: string;
  /** What it is for, in one line. */
  lead: string;
}

export interface AdministrationTexts extends Record<AdministrationSection, SectionTexts> {
  title: string;
  navigation: string;
  firstRun: SectionTexts;
}

export const en: AdministrationTexts = {
  title: 'Administration',
  navigation: 'Sections of administration',
  policies: {
    title: 'Policies',
    lead: 'Which rules hold for whom, and what would change.',
  },
  audit: {
    title: 'Audit',
    lead: 'What happened, when, and to whom.',
  },
  messages: {
    title: 'Messages',
    lead: 'What mails and pages say in the company’s own words, and in which languages.',
  },
  directories: {
    title: 'Directories',
    lead: 'Whether the directories answer, step by step.',
  },
  workstations: {
    title: 'Workstations',
    lead: 'Which computers have joined, and how another one does.',
  },
  firstRun: {
    title: 'Set up the first workstation',
    lead: 'Step by step, from the directory to a first logon.',
  },
  keys: {
    title: 'Keys',
    lead: 'Who may use the API, the data key, and what runs in the background.',
  },
};
