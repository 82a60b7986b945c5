import type { DesktopSession } from '@gatehouse/protocol';

/** Who is logged on in a session. */
export interface SessionUser {
  sid: string;
  /** The LUID of the logon session, in hexadecimal: one logon's own, until the next boot. */
  logonId: string;
}

/** A session of Terminal Services as it is now. */
export interface SessionFacts {
  session: DesktopSession;
  /** Absent at the logon screen of a session in which nobody is logged on yet. */
  user?: SessionUser | undefined;
  /** Names this boot among all others; absent where the system does not. */
  boot?: string | undefined;
}

/** Port: what Terminal Services knows of a session. */
export interface Sessions {
  /** @param session number of the session, as the pipe's caller has it */
  describe(session: number): Promise<SessionFacts>;
}

/** Whether somebody sits elsewhere. */
export function isRemote({ type }: DesktopSession): boolean {
  return type !== 'console';
}

/** Where there is no Terminal Services: everybody sits here. */
export const NO_SESSIONS: Sessions = {
  describe: () => Promise.resolve({ session: { type: 'console' } }),
};
