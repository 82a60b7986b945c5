import swagger from '@fastify/swagger';
import {
  ENDPOINTS,
  PolicyDocument,
  Problem,
  SelfServiceVerdict,
  Verdict,
  administration,
} from '@gatehouse/protocol';
import type { AdministratorEndpoint, Audience, Endpoint, Reach } from '@gatehouse/protocol';
import { fastify } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';

import { SESSION_COOKIE } from './cookies.js';
import { HTTP_OPERATIONS } from './operations.js';
import type { HttpOperation } from './operations.js';

const SECURITY: Record<Audience, Record<string, string[]>[]> = {
  public: [],
  workstation: [{ workstationSignature: [] }],
  session: [{ session: [] }],
  administrator: [{ apiKey: [] }],
};

/** Schemas that the document names instead of repeating. */
const NAMED = z.registry<{ id: string }>();
NAMED.add(Problem, { id: 'Problem' })
  .add(Verdict, { id: 'Verdict' })
  .add(SelfServiceVerdict, { id: 'SelfServiceVerdict' })
  .add(PolicyDocument, { id: 'PolicyDocument' })
  .add(administration.User, { id: 'User' })
  .add(administration.Workstation, { id: 'Workstation' })
  .add(administration.AuditEvent, { id: 'AuditEvent' });

const REACHES: Record<Reach, string> = {
  user: 'A key with a scope reaches only users within it; everybody else is unknown to it.',
  handler: 'A key with a scope reaches only what is within it.',
  everybody: 'A key with a scope is refused.',
};

/** What a caller must have: a reviewer reads it here, a program in `x-permission`. */
function describeAccess({ permission, reach }: AdministratorEndpoint) {
  const description = `Needs the permission \`${permission}\`. ${REACHES[reach]}`;
  return { description, 'x-permission': permission };
}

/** JSON unless the operation says otherwise. */
function answerSchemaOf({ answer, contentType }: HttpOperation): unknown {
  if (contentType === undefined) return answer;
  return {
    description: 'Text',
    content: { [contentType.split(';', 1)[0] ?? '']: { schema: answer } },
  };
}

/** The OpenAPI document of the endpoint table, made from the schemas that requests are parsed with. */
export async function createOpenApiDocument(): Promise<Record<string, unknown>> {
  const app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Gatehouse',
        version: '1',
        description: 'Problems are RFC 9457 documents with a `code` of a closed set.',
      },
      components: {
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key of an operator.',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description: 'The session of a person who signed in.',
          },
          workstationSignature: {
            type: 'apiKey',
            in: 'header',
            name: 'signature',
            description: 'RFC 9421 signature with the key of a joined workstation.',
          },
        },
      },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: NAMED }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: NAMED }),
  });
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    const { method, path, audience, summary } = endpoint;
    const operation = (HTTP_OPERATIONS as Record<string, HttpOperation>)[name];
    if (operation === undefined) continue;
    app.route({
      method,
      url: path,
      schema: {
        operationId: name,
        summary,
        tags: [audience],
        ...(endpoint.audience === 'administrator' ? describeAccess(endpoint) : {}),
        security: SECURITY[audience],
        ...(operation.params === undefined ? {} : { params: operation.params }),
        ...(operation.query === undefined ? {} : { querystring: operation.query }),
        ...(operation.body === undefined ? {} : { body: operation.body }),
        response: { 200: answerSchemaOf(operation), default: Problem },
      },
      handler: () => undefined,
    });
  }
  await app.ready();
  const document = { ...app.swagger() };
  await app.close();
  return document;
}
