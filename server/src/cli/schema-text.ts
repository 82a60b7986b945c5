import type { z } from 'zod';

/** The violations of a schema, one a line, each with its path and its rule. Values are never shown. */
export function formatIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${pathText(issue.path)}: ${ruleText(issue)}`).join('\n');
}

function pathText(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(whole document)';
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function ruleText(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys'
    ? `there is no setting ${issue.keys.map((key) => JSON.stringify(key)).join(', ')} here`
    : issue.message;
}
