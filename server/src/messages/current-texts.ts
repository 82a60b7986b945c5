import type { PortalFacts } from '@gatehouse/protocol';

import type { Clock } from '../clock.js';
import type { CoreLogger } from '../core-logger.js';
import type { MessageTemplate } from '../delivery/templates/message-template.js';
import { checkWording } from './check-wording.js';
import { SHIPPED_LANGUAGES, chooseLanguage } from './choose-language.js';
import type { LanguageChoice } from './choose-language.js';
import { composeMail } from './compose-mail.js';
import type { LanguageStore } from './language-store.js';
import type { MailFacts, MailTexts } from './mail-texts.js';
import type { WordingRecord, WordingStore } from './wording-store.js';
import type { MailKey, MessageKey, MessageLanguage, PageTextKey, Wording } from './wording.js';

/** How long another node may go on with what was before. */
const MAX_AGE_MS = 3_000;

interface Read {
  wordings: ReadonlyMap<string, Wording>;
  languages: LanguageChoice;
}

const SHIPPED: Read = { wordings: new Map(), languages: SHIPPED_LANGUAGES };

interface Parts {
  wordings: Pick<WordingStore, 'list'>;
  languages: Pick<LanguageStore, 'read'>;
  clock: Clock;
  logger?: CoreLogger | undefined;
}

/**
 * What mails and pages say as it holds now: from memory, and read again after seconds. Without a database it is the last that
 * was read, else what comes with the program: a mail with an older text is better than none.
 */
export class CurrentTexts implements MailTexts {
  readonly #parts: Parts;
  #last = SHIPPED;
  /** What was warned of: it is read again every few seconds. */
  readonly #warned = new Set<string>();
  #reading: { value: Promise<Read>; until: number } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What this node changed holds at once. */
  forget(): void {
    this.#reading = undefined;
  }

  async compose(key: MailKey, facts: MailFacts): Promise<MessageTemplate> {
    const { wordings, languages } = await this.#read();
    const language = chooseLanguage(facts.language, languages);
    return composeMail(key, facts, language, wordings.get(nameOf(key, language)));
  }

  /**
   * What the pages say of the company, in each language that is offered. Where it wrote nothing in one, it is what it wrote in the
   * default one.
   * @param helpDesk of the configuration, where nobody wrote another
   */
  async page(helpDesk: string | undefined): Promise<Pick<PortalFacts, 'languages' | 'texts'>> {
    const { wordings, languages } = await this.#read();
    const bodyOf = (key: PageTextKey, language: MessageLanguage) =>
      (wordings.get(nameOf(key, language)) ?? wordings.get(nameOf(key, languages.default)))?.body;
    const texts = languages.offered.map((language) => {
      const contact = bodyOf('help-desk-contact', language) ?? helpDesk;
      const signIn = bodyOf('sign-in-notice', language);
      const said = {
        ...(contact !== undefined && { helpDesk: contact }),
        ...(signIn !== undefined && { signIn }),
      };
      return [language, said] as const;
    });
    return { languages, texts: Object.fromEntries(texts) };
  }

  async #read(): Promise<Read> {
    const now = this.#parts.clock.now().getTime();
    if (this.#reading === undefined || now >= this.#reading.until) {
      this.#reading = { value: this.#load(), until: now + MAX_AGE_MS };
    }
    return this.#reading.value;
  }

  async #load(): Promise<Read> {
    const { wordings, languages, logger } = this.#parts;
    try {
      const [records, choice] = await Promise.all([wordings.list(), languages.read()]);
      const written = records.flatMap((record) => this.#usable(record));
      this.#last = { wordings: new Map(written), languages: choice?.choice ?? SHIPPED_LANGUAGES };
    } catch (error) {
      logger?.warn('the texts of mails could not be read', { error });
    }
    return this.#last;
  }

  /** What another version of the program took may lack what this one must say: then its own text is sent. */
  #usable({ key, language, version, wording }: WordingRecord): [string, Wording][] {
    if (wording === undefined) return [];
    if (checkWording(key, wording).length === 0) return [[nameOf(key, language), wording]];
    const refused = `${nameOf(key, language)} ${version}`;
    if (!this.#warned.has(refused)) {
      this.#warned.add(refused);
      this.#parts.logger?.warn('a text that was written is not sent', { key, language });
    }
    return [];
  }
}

function nameOf(key: MessageKey, language: MessageLanguage): string {
  return `${key} ${language}`;
}
