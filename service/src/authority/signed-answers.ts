import { verifyServerKeys } from '@gatehouse/protocol';
import type { Problem, ServerKeys } from '@gatehouse/protocol';

import { UnreachableError } from './authority.js';
import type { UnreachableReason } from './authority.js';

/** The reason for a signed answer that holds no verdict. */
export function reasonOfProblem(problem: Problem): UnreachableReason {
  switch (problem.code) {
    case 'signature.clock-skew':
      return 'clock';
    case 'directory.unavailable':
    case 'server.unavailable':
    case 'server.error':
    case 'rate.limited':
      return 'unable';
    case 'workstation.revoked':
      return 'revoked';
    default:
      return 'refused';
  }
}

/** What the server says its keys are. @throws UnreachableError when the keys that we know do not vouch for it */
export async function verifyStatement(statement: string, known: ServerKeys): Promise<ServerKeys> {
  try {
    return await verifyServerKeys(statement, { known });
  } catch (cause) {
    throw new UnreachableError('wrong-key', "the server's statement of its keys is not believed", {
      cause,
    });
  }
}
