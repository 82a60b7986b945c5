/** Bytes. Active Directory takes passwords of 256 characters; four bytes of UTF-8 each are the most. */
export const MAX_PASSWORD_BYTES = 1024;
