import type { administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import { checkWording, tidyWording } from './check-wording.js';
import type { WordingFault } from './check-wording.js';
import { SHIPPED_LANGUAGES } from './choose-language.js';
import type { LanguageStore } from './language-store.js';
import { MESSAGE_SHAPES } from './message-shapes.js';
import { previewWording } from './preview-wording.js';
import { shippedWording } from './shipped-wordings.js';
import type { WordingRecord, WordingStore } from './wording-store.js';
import { MESSAGE_LANGUAGES } from './wording.js';
import type { MessageKey, MessageLanguage, Wording } from './wording.js';

interface Parts {
  wordings: WordingStore;
  languages: LanguageStore;
  audit: AuditLog;
  clock: Clock;
  /** Told after each change that this node made. */
  changed: () => void;
}

/**
 * What administrators do to the texts of mails and pages. After a crash between a change and its audit event the change holds, and its
 * row says who made it and when.
 */
export class MessageAdministration {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(): Promise<administration.MessageList> {
    const { wordings, languages } = this.#parts;
    const [records, choice] = await Promise.all([wordings.list(), languages.read()]);
    const changed = new Map(records.map((record) => [`${record.key} ${record.language}`, record]));
    const keys = Object.keys(MESSAGE_SHAPES) as MessageKey[];
    return {
      messages: keys.map((key) => ({
        key,
        ...factsOf(key),
        texts: MESSAGE_LANGUAGES.map((language) =>
          textOf(key, language, changed.get(`${key} ${language}`)),
        ),
      })),
      languages: { ...(choice?.choice ?? SHIPPED_LANGUAGES), version: choice?.version ?? 0 },
    };
  }

  /** @throws ApplicationError `message.invalid`, `message.conflict` where another version than the base holds */
  async set(
    key: MessageKey,
    language: MessageLanguage,
    { base, ...given }: administration.SetMessage,
    context: RequestContext,
  ): Promise<administration.ChangedMessage> {
    const wording = tidyWording(given);
    const faults = checkWording(key, wording);
    if (faults.length > 0) {
      throw new ApplicationError('message.invalid', { detail: faults.map(say).join('; ') });
    }
    return this.#put({ key, language, wording }, base, 'message.changed', context);
  }

  /** @throws ApplicationError `message.conflict` where another version than the base holds */
  async reset(
    key: MessageKey,
    language: MessageLanguage,
    base: number,
    context: RequestContext,
  ): Promise<administration.ChangedMessage> {
    // It is the text of the program already: there is nothing to go back from.
    if (base === 0) return this.#unchanged(key, language);
    return this.#put({ key, language }, base, 'message.reset', context);
  }

  /** What is wrong with a text is told, and not thrown: whoever writes sees it beside what they write. */
  preview({
    key,
    language,
    ...given
  }: administration.PreviewMessage): administration.MessagePreview {
    const wording = tidyWording(given);
    const faults = checkWording(key, wording);
    return faults.length > 0 ? { faults } : { faults, ...previewWording(key, language, wording) };
  }

  /** @throws ApplicationError `message.invalid`, `message.conflict` where another version than the base holds */
  async setLanguages(
    { base, offered, default: fallback }: administration.SetLanguages,
    context: RequestContext,
  ): Promise<administration.ChangedMessage> {
    const { languages, audit, clock, changed } = this.#parts;
    if (new Set(offered).size < offered.length || !offered.includes(fallback)) {
      throw new ApplicationError('message.invalid', {
        detail: 'each language is offered once, and the default is one of them',
      });
    }
    const version = base + 1;
    const record = { version, changedAt: clock.now(), changedBy: context.operator?.name ?? '' };
    const choice = { offered, default: fallback };
    if (!(await languages.put({ ...record, choice })))
      throw new ApplicationError('message.conflict');
    changed();
    await audit.append({
      type: 'languages.changed',
      outcome: 'success',
      ...context,
      detail: { offered: offered.join(' '), default: fallback, version },
    });
    return { version };
  }

  async #put(
    text: { key: MessageKey; language: MessageLanguage; wording?: Wording },
    base: number,
    type: 'message.changed' | 'message.reset',
    context: RequestContext,
  ): Promise<administration.ChangedMessage> {
    const { wordings, audit, clock, changed } = this.#parts;
    const version = base + 1;
    const record = {
      ...text,
      version,
      changedAt: clock.now(),
      changedBy: context.operator?.name ?? '',
    };
    if (!(await wordings.put(record))) throw new ApplicationError('message.conflict');
    changed();
    // Which text it was, and not what it says: the table has that.
    const { key: message, language } = text;
    await audit.append({
      type,
      outcome: 'success',
      ...context,
      detail: { message, language, version },
    });
    return { version };
  }

  async #unchanged(
    key: MessageKey,
    language: MessageLanguage,
  ): Promise<administration.ChangedMessage> {
    const records = await this.#parts.wordings.list();
    if (records.some((record) => record.key === key && record.language === language)) {
      throw new ApplicationError('message.conflict');
    }
    return { version: 0 };
  }
}

function factsOf(key: MessageKey) {
  const { kind, mandatory, optional, maxLength } = MESSAGE_SHAPES[key];
  return { kind, mandatory: [...mandatory], optional: [...optional], maxLength };
}

function textOf(
  key: MessageKey,
  language: MessageLanguage,
  record: WordingRecord | undefined,
): administration.MessageText {
  const wording = record?.wording;
  return {
    language,
    ...(wording ?? shippedWording(key, language)),
    version: record?.version ?? 0,
    shipped: wording === undefined,
    ...(record && { changedAt: record.changedAt.toISOString(), changedBy: record.changedBy }),
  };
}

/** For whoever has no page that says it better. */
function say({ field, fault, placeholder }: WordingFault): string {
  return `${field}: ${fault}${placeholder === undefined ? '' : ` {{${placeholder}}}`}`;
}
