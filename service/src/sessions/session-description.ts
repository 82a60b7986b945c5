import { DesktopSession, MAX_CLIENT_NAME_LENGTH } from '@gatehouse/protocol';
import type { SessionType } from '@gatehouse/protocol';

/** What Terminal Services answered; undefined where it did not. */
export interface SessionAnswers {
  /** WTSClientProtocolType: 0 console, 1 the protocol of Citrix, 2 RDP. */
  protocol: number | undefined;
  /** WTSWinStationName: `Console`, `RDP-Tcp#3`, `ICA-tcp#7`. */
  station: string | undefined;
  /** WTSIsRemoteSession. */
  isRemote: boolean | undefined;
  clientName: string | undefined;
  clientAddress: string | undefined;
}

/**
 * Numbers and names: https://learn.microsoft.com/windows/win32/api/wtsapi32/ne-wtsapi32-wts_info_class. Citrix on Windows for
 * desktops reports the console's number, so the station's name counts too.
 */
export function sessionTypeOf({ protocol, station = '', isRemote }: SessionAnswers): SessionType {
  if (protocol === 1 || /^ICA/i.test(station)) return 'citrix';
  if (protocol === 2 || /^RDP/i.test(station)) return 'rdp';
  // Whatever says that it is elsewhere, or does not say where it is, is not here.
  return protocol === 0 && isRemote !== true ? 'console' : 'other';
}

/** What may be told of a session: what the far machine said of itself is cut to what can be printed, or left out. */
export function describeSession(answers: SessionAnswers): DesktopSession {
  const type = sessionTypeOf(answers);
  if (type === 'console') return { type };
  const clientName = (answers.clientName ?? '')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .slice(0, MAX_CLIENT_NAME_LENGTH)
    // Half of a surrogate pair.
    .replace(/\p{Cs}$/u, '')
    .trim();
  const { clientAddress } = answers;
  const isAddress = DesktopSession.shape.clientAddress.safeParse(clientAddress).success;
  return {
    type,
    ...(clientName !== '' && { clientName }),
    ...(clientAddress !== undefined && isAddress && { clientAddress }),
  };
}
