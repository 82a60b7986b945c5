import { referenceOf } from '@gatehouse/protocol';
import type { Problem, ProblemCode } from '@gatehouse/protocol';

/** What to do next, where the code alone tells. The others have {@link fallback}. */
const NEXT: Partial<Record<ProblemCode, string>> = {
  'request.malformed':
    'Check the values given; if they are right, check that server and CLI have the same version.',
  'request.too-large': 'Make the file or the value smaller.',
  'request.not-found': 'Check the name or id: "list" and "show" say what exists.',
  'rate.limited': 'Wait a minute, then try again.',
  'api-key.invalid':
    'Check --key-file; if the key was revoked, have another made with "gatehouse admin key create".',
  'api-key.forbidden': 'Use a key that may, or the administration socket on the server.',
  'approval.required':
    'Ask with "gatehouse approval request", have it approved, then repeat this with --approval ID.',
  'approval.unknown': 'See the open ones with "gatehouse approval list".',
  'approval.closed': 'Ask again with "gatehouse approval request".',
  'approval.own': 'Have another operator decide it, with a key of their own.',
  'verification.required':
    'Verify with "gatehouse help-desk verify USER", then repeat this with --verification ID; or see whether the policy must ask for it (helpDesk.verifyCaller).',
  'password-link.undeliverable':
    'See the addresses with "gatehouse user show USER", and whether the mail server works.',
  'break-glass.limit':
    'See the codes with "gatehouse user show USER", and remove one with "gatehouse factor remove".',
  'offline-code.none':
    'See the workstations and their codes with "gatehouse user show USER". Where the workstation reaches the server, use "gatehouse help-desk break-glass".',
  'foreign-account.unknown': 'See them with "gatehouse workstation foreign-account list".',
  'foreign-account.mapped':
    'See who with "gatehouse workstation foreign-account list", and remove that one first.',
  'bootstrap.invalid':
    'Restart the server for a new code if nobody claimed it yet; else ask an administrator for a key, or use the administration socket on the server.',
  'principal.unknown': 'Check the spelling; names are NAME, DOMAIN\\NAME or NAME@REALM.',
  'principal.unusable': 'Enable the account in its directory, or name another one.',
  'principal.exists': 'Choose another name, or set the password with "gatehouse user passwd".',
  'password.rejected': 'Choose another password.',
  'factor.unknown': 'See the ids of the factors with "gatehouse user show USER".',
  'policy.unknown':
    'See what there is with "gatehouse policy show", and the versions with "gatehouse policy log NAME".',
  'policy.invalid': 'Correct the file, then apply it again; nothing was changed.',
  'policy.conflict':
    'See what was changed with "gatehouse policy log NAME", change the file, and name the newest version with --base.',
  'message.invalid': 'Correct the file, then set it again; nothing was changed.',
  'message.conflict':
    'See what holds now with "gatehouse message list", and name its version with --base.',
  'directory.unsupported':
    'Users of an external directory are managed there; add factors for them here.',
  'directory.unavailable': 'Run "gatehouse directory test" to see which step fails.',
  'server.unavailable': "Try again shortly; the server's log says what it waits for.",
};

const fallback = "Look for the reference in the server's log.";

export interface ProblemText {
  sentence: string;
  detail?: string;
  next: string;
  code: string;
  reference?: string;
}

/** A problem in words for the person at the terminal. */
export function describeProblem(problem: Problem): ProblemText {
  return {
    sentence: problem.title,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    next: NEXT[problem.code] ?? fallback,
    code: problem.code,
    ...(problem.correlationId === undefined
      ? {}
      : { reference: referenceOf(problem.correlationId) }),
  };
}

/** The lines that are shown: sentence, what to do next, code and reference. */
export function formatProblem(text: ProblemText): string {
  const last = [
    `code ${text.code}`,
    ...(text.reference === undefined ? [] : [`reference ${text.reference}`]),
  ];
  return [
    text.sentence,
    ...(text.detail === undefined ? [] : [text.detail]),
    text.next,
    last.join(', '),
  ].join('\n');
}
