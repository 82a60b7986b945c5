import { readFile, stat } from 'node:fs/promises';

import { PolicyDocument, administration } from '@gatehouse/protocol';
import type { z } from 'zod';

import { DocumentError, parseJsonDocument } from '../documents/json-document.js';
import { UsageError } from './errors.js';
import { formatIssues } from './schema-text.js';

/** The server takes no larger requests. */
const MAX_POLICY_BYTES = 65_536;
const MAX_EXPORT_BYTES = 8 * 1024 * 1024;

/** Reads a policy file. @throws UsageError that names the file, the path in it and the rule it breaks */
export async function readPolicyFile(path: string): Promise<PolicyDocument> {
  return read(path, PolicyDocument, {
    what: 'policy',
    maxBytes: MAX_POLICY_BYTES,
    tooLarge: new UsageError(`The file ${path} is larger than 64 KiB.`, 'Split the policy.'),
  });
}

/** Reads what "policy export" wrote. @throws UsageError as {@link readPolicyFile} does */
export async function readPolicyExport(path: string): Promise<administration.PolicyExport> {
  return read(path, administration.PolicyExport, {
    what: 'export',
    maxBytes: MAX_EXPORT_BYTES,
    tooLarge: new UsageError(
      `The file ${path} is larger than 8 MiB.`,
      'Import its policies in several parts, without --retire-others.',
    ),
  });
}

async function read<S extends z.ZodType>(
  path: string,
  schema: S,
  { what, maxBytes, tooLarge }: { what: string; maxBytes: number; tooLarge: UsageError },
): Promise<z.output<S>> {
  const bytes = await readBytes(path, maxBytes);
  if (bytes === undefined) throw tooLarge;
  const parsed = schema.safeParse(parseJson(path, bytes));
  if (!parsed.success) {
    throw new UsageError(
      `The ${what} in ${path} is not valid.\n${formatIssues(parsed.error)}`,
      'Correct the file; docs/policies.md lists every setting and its default.',
    );
  }
  return parsed.data;
}

async function readBytes(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    return size <= maxBytes ? await readFile(path) : undefined;
  } catch {
    throw new UsageError(`The file ${path} cannot be read.`, 'Check the path and its mode.');
  }
}

function parseJson(path: string, bytes: Uint8Array): unknown {
  try {
    return parseJsonDocument(bytes);
  } catch (cause) {
    if (cause instanceof DocumentError) {
      throw new UsageError(
        `The file ${path} cannot be used: ${cause.message}.`,
        'Correct the file.',
      );
    }
    throw new UsageError(
      `The file ${path} is not JSON: ${cause instanceof Error ? cause.message : 'unreadable'}.`,
      'Correct the file; comments and trailing commas are not JSON.',
    );
  }
}
