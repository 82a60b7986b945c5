import { readFile, stat } from 'node:fs/promises';

import { PolicyDocument } from '@gatehouse/protocol';

import { UsageError } from './errors.js';
import { DocumentError, parseJsonDocument } from './json-document.js';
import { formatIssues } from './schema-text.js';

/** The server takes no larger request. */
const MAX_FILE_BYTES = 65_536;

/** Reads a policy file. @throws UsageError that names the file, the path in it and the rule it breaks */
export async function readPolicyFile(path: string): Promise<PolicyDocument> {
  const parsed = PolicyDocument.safeParse(parseJson(path, await readBytes(path)));
  if (!parsed.success) {
    throw new UsageError(
      `The policy in ${path} is not valid.\n${formatIssues(parsed.error)}`,
      'Correct the file; docs/configuration.md lists every setting and its default.',
    );
  }
  return parsed.data;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_FILE_BYTES) return await readFile(path);
  } catch {
    throw new UsageError(`The file ${path} cannot be read.`, 'Check the path and its mode.');
  }
  throw new UsageError(`The file ${path} is larger than 64 KiB.`, 'Split the policy.');
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
