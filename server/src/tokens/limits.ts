/** Of an import file. Attackers and accidents write larger ones. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
export const MAX_TOKENS = 100_000;

/** Tokens that one import may give to people: each is looked up in the directory. */
export const MAX_NAMED = 2_000;

/** Characters. */
export const MAX_SERIAL_LENGTH = 64;
export const MAX_USER_LENGTH = 512;
export const MAX_FIELD_LENGTH = 1024;

/** Bytes that are parsed at a stretch: logons are answered in between. */
export const CHUNK_LENGTH = 65_536;
