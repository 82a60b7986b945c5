import type { SignIn, administration } from '@gatehouse/protocol';

import type { AuditLog } from '../audit/audit-log.js';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Clock } from '../clock.js';
import type { RequestContext } from '../context.js';
import { ApplicationError } from '../errors/application-error.js';
import type { Person } from '../sessions/person.js';
import type { Sessions } from '../sessions/sessions.js';

const DAY_MS = 86_400_000;
const SINCE_DAYS = 90;
/** Of each outcome: nobody drives sign-ins out of sight with any number of refused ones. */
const MOST = 50;

/** Which events are logons of a person, and how they ended. */
const OUTCOMES = { 'logon.granted': 'granted', 'logon.denied': 'denied' } as const;

interface OwnSignInsDependencies {
  trail: Pick<AuditTrail, 'search'>;
  sessions: Sessions;
  audit: AuditLog;
  clock: Clock;
}

/** What people see of their own logons, at all doors, and what they can say about them. */
export class OwnSignIns {
  readonly #dependencies: OwnSignInsDependencies;

  constructor(dependencies: OwnSignInsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Newest first. */
  async list(person: Person): Promise<SignIn[]> {
    return (await this.#find(person)).map(signInOf);
  }

  /**
   * The person says that this was somebody else: the session that it opened ends, and the audit and the metrics have it.
   * @returns how many sessions ended
   * @throws ApplicationError `sign-in.unknown` for whatever is not in the list
   */
  async disown(person: Person, eventId: string, context: RequestContext): Promise<number> {
    const event = (await this.#find(person)).find(({ id }) => id === eventId);
    if (event === undefined) throw new ApplicationError('sign-in.unknown');
    const { sessions, audit } = this.#dependencies;
    const { principalId, principalName } = person;
    const correlationId = event.correlationId as RequestContext['correlationId'];
    const ended = await sessions.end({ principalId, correlationId }, 'disowned', context);
    await audit.append({
      type: 'sign-in.disowned',
      outcome: 'failure',
      door: 'web',
      ...{ ...context, principalId, principalName },
      detail: {
        event: event.id,
        outcome: OUTCOMES[event.type as keyof typeof OUTCOMES],
        ...(event.door !== undefined && { door: event.door }),
        ...(event.source !== undefined && { source: event.source }),
        sessions: ended,
      },
    });
    return ended;
  }

  async #find({ principalId }: Person): Promise<administration.AuditEvent[]> {
    const { trail, clock } = this.#dependencies;
    const since = new Date(clock.now().getTime() - SINCE_DAYS * DAY_MS);
    const pages = await Promise.all(
      Object.keys(OUTCOMES).map((type) =>
        trail.search({ principal: principalId, type, since, order: 'newest', limit: MOST }),
      ),
    );
    return pages
      .flatMap(({ events }) => events)
      .filter((event) => event.principalId === principalId)
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  }
}

function signInOf(event: administration.AuditEvent): SignIn {
  const { id, at, type, door, source, code, detail } = event;
  const method = detail['method'];
  return {
    ...{ id, at, outcome: OUTCOMES[type as keyof typeof OUTCOMES] },
    ...(door !== undefined && { door }),
    ...(source !== undefined && { source }),
    ...(typeof method === 'string' && method !== 'none' && { method }),
    ...(code !== undefined && { code }),
  };
}
