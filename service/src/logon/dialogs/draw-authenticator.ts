import type { NewAuthenticator } from '@gatehouse/protocol';

import type { DrawnAuthenticator } from './dialog.js';

/** Adds the QR code. Without one the key can still be typed, so no failure to draw it is one of the enrolment. */
export async function drawAuthenticator(
  authenticator: NewAuthenticator,
): Promise<DrawnAuthenticator> {
  try {
    // Loaded when somebody enrols: an idle service does not need it.
    const { qrPicture } = await import('./qr-picture.js');
    return { ...authenticator, picture: qrPicture(authenticator.uri) };
  } catch {
    return { ...authenticator, picture: undefined };
  }
}
