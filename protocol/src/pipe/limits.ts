/** The version of the pipe protocol that this code speaks best, and the oldest it still understands. */
export const PIPE_VERSION = 2;
export const OLDEST_PIPE_VERSION = 1;

/** Ceilings of the pipe protocol. A frame beyond any of them closes the pipe; nothing is resynchronised. */
export const MAX_FRAME_BYTES = 65_536;
/** Bytes before the fields: length, version, type, reserved, conversation. */
export const FRAME_HEADER_BYTES = 12;
/** One text or secret. */
export const MAX_VALUE_BYTES = 8192;
/** Fields in one frame or group. */
export const MAX_FIELDS = 256;
/** Options of a combo box. */
export const MAX_OPTIONS = 64;
/** Side of a picture in pixels: a version 40 QR code is 177 modules, 185 with its quiet zone. */
export const MAX_PICTURE_SIDE = 256;
