import { ENDPOINTS } from '@gatehouse/protocol';
import type { Audience, Endpoint, EndpointName } from '@gatehouse/protocol';
import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { z } from 'zod';

import { ApplicationError } from '../errors/application-error.js';
import { HTTP_OPERATIONS } from './operations.js';
import type { AnswerFor, HttpOperation, ParamsOf, ParsedBodyOf, QueryOf } from './operations.js';

/** A request whose parts have the types that the operation declares. */
export interface Input<N extends EndpointName> {
  params: ParamsOf<N>;
  query: QueryOf<N>;
  body: ParsedBodyOf<N>;
  request: FastifyRequest;
}

export type Handler<N extends EndpointName> = (
  input: Input<N>,
) => Promise<AnswerFor<N>> | AnswerFor<N>;

/** What a family of routes needs to add itself. */
export type AddRoute = <N extends EndpointName>(name: N, handler: Handler<N>) => void;

/** The hooks that make a route its audience's. */
export type RouteGuards = Record<Audience, (name: EndpointName) => RouteShorthandOptions>;

/** Binds operations to the application: parse, call, shape. */
export class Routes {
  readonly #app: FastifyInstance;
  readonly #guards: RouteGuards;
  readonly #missing = new Set(Object.keys(ENDPOINTS));

  constructor(app: FastifyInstance, guards: RouteGuards) {
    this.#app = app;
    this.#guards = guards;
    app.addHook('onRoute', (route) => {
      if (route.config?.audience === undefined) {
        throw new Error(`the route ${String(route.method)} ${route.url} names no audience`);
      }
      if (route.config.audience === 'administrator' && route.config.permission === undefined) {
        throw new Error(`the route ${String(route.method)} ${route.url} names no permission`);
      }
    });
  }

  readonly add: AddRoute = (name, handler) => {
    const endpoint: Endpoint = ENDPOINTS[name];
    const { method, path, audience } = endpoint;
    const guard = this.#guards[audience](name);
    this.#app.route({
      ...guard,
      method,
      url: path,
      config: {
        ...guard.config,
        audience,
        ...(endpoint.audience === 'administrator' ? { permission: endpoint.permission } : {}),
      },
      handler: async (request, reply) => {
        const answer = await ofAdmitted(request, () => handler(parseInput(name, request)));
        // The schema also keeps in what an answer must not have.
        const operation: HttpOperation = HTTP_OPERATIONS[name];
        const parsed = operation.answer.parse(answer);
        const { contentType } = operation;
        const text = contentType === undefined ? JSON.stringify(parsed) : String(parsed);
        const bytes = Buffer.from(text);
        return reply
          .header('content-type', contentType ?? 'application/json')
          .header('cache-control', 'no-store')
          .send(bytes);
      },
    });
    this.#missing.delete(name);
  };

  /** @throws Error when an endpoint of the table has no route */
  requireAll(): void {
    if (this.#missing.size > 0) throw new Error(`no route for ${[...this.#missing].join(', ')}`);
  }
}

/** A request that was not admitted gets that refusal, whatever else there would be to say to it. */
async function ofAdmitted<T>(request: FastifyRequest, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } finally {
    await request.workstation?.admission.require();
  }
}

function parseInput<N extends EndpointName>(name: N, request: FastifyRequest): Input<N> {
  const operation: HttpOperation = HTTP_OPERATIONS[name];
  const parts = {
    params: parse(operation.params, request.params, 'the path'),
    query: parse(operation.query, request.query, 'the query'),
    body: parse(operation.body, parseJson(request.rawBody), 'the body'),
    request,
  };
  // The table that the types are made of is the one that was parsed with.
  return parts as Input<N>;
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) {
    const isEmpty =
      value === undefined ||
      (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
    if (!isEmpty)
      throw new ApplicationError('request.malformed', { detail: `${where} must be empty` });
    return undefined;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Names of members and what is expected, never what was sent.
  const issues = parsed.error.issues
    .slice(0, 5)
    .map((issue) => [where, ...issue.path.map(String)].join('.') + `: ${issue.message}`);
  throw new ApplicationError('request.malformed', { detail: issues.join('; ') });
}

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ApplicationError('request.malformed', { detail: 'the body is not JSON in UTF-8' });
  }
}
