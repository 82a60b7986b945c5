/** Longest name that a person may type, in UTF-16 code units: a UPN has at most 1024 in AD, 512 is generous. */
export const MAX_NAME_LENGTH = 512;

/** Longest code that a person may type. */
export const MAX_CODE_LENGTH = 64;

/** Longest secret in bytes of UTF-8. */
export const MAX_SECRET_BYTES = 1022;

/** The longest answer to a question, in UTF-16 code units as typed. */
export const MAX_ANSWER_LENGTH = 256;
