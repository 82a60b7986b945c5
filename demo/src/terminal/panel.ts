import type { Picture } from '@gatehouse/protocol';
import QRCode from 'qrcode';

import type { Authenticator } from '../authenticator.js';
import { drawPicture, drawPictureInverted } from './picture.js';
import { plainStyle } from './style.js';
import type { Style } from './style.js';
import { wrap } from './text.js';

/** What the person needs to try the demo without a phone. */
export interface DemoUser {
  name: string;
  password: string;
  authenticator: Authenticator;
}

/** Whether the workstation reaches the server. */
export type ServerState = 'online' | 'going-offline' | 'offline' | 'going-online';

const SERVER_TEXTS: Record<ServerState, string> = {
  online: 'online',
  'going-offline': 'is stopped…',
  offline: 'OFFLINE: stopped, nothing listens at its port',
  'going-online': 'is started…',
};

/** The QR code of a text, as pixels. */
export function qrPicture(text: string): Picture {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'L' });
  const row = Math.ceil(modules.size / 8);
  const bits = new Uint8Array(row * modules.size);
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      const index = y * row + (x >> 3);
      if (modules.get(y, x) !== 0) bits[index] = (bits[index] ?? 0) | (0x80 >> (x & 7));
    }
  }
  return { width: modules.size, height: modules.size, bits };
}

/** Draws the enrolment QR code. */
export function drawQr(uri: string, style: Style): string[] {
  const picture = qrPicture(uri);
  return style === plainStyle
    ? drawPictureInverted(picture)
    : drawPicture(picture).map((line) => style.picture(line));
}

/** The facts beside the tile: name, password, the present code and how long it lasts, and whether the server is there. */
export function drawFacts(
  user: DemoUser,
  serverState: ServerState,
  { now, width, style }: { now: Date; width: number; style: Style },
): string[] {
  const code = user.authenticator.codeAt(now);
  const left = user.authenticator.secondsLeft(now);
  return [
    ...wrap(`user name  ${user.name}`, width),
    ...wrap(`password   ${user.password}`, width),
    ...wrap(`code       ${code}  (${left} s left)`, width).map((line) => style.bold(line)),
    ...wrap(`server     ${SERVER_TEXTS[serverState]}`, width),
  ];
}
