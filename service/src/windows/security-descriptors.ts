/**
 * The SID that Windows gives to the service `gatehouse-service`: S-1-5-80 and the SHA-1 of the upper-case UTF-16 name. It is in
 * the service's token when the service is installed with `sc sidtype gatehouse-service unrestricted`.
 */
export const SERVICE_SID = 'S-1-5-80-1689428393-2125422223-3870633606-867376096-1579471320';

/**
 * Who may do what with the credential pipe (R16). Owner and group SYSTEM, which is what the provider checks before it
 * sends a password. The DACL is protected and names two:
 *
 * - the service itself, everything;
 * - SYSTEM, as which LogonUI and consent.exe run: 0x12019b is FILE_GENERIC_READ and FILE_GENERIC_WRITE without
 *   FILE_APPEND_DATA (0x4), which for a pipe means FILE_CREATE_PIPE_INSTANCE: a client cannot serve the name. Clients must
 *   therefore not ask for GENERIC_WRITE, which contains that bit.
 *
 * https://learn.microsoft.com/windows/win32/ipc/named-pipe-security-and-access-rights
 */
export const CREDENTIAL_PIPE_SDDL = `O:SYG:SYD:P(A;;FA;;;${SERVICE_SID})(A;;0x12019b;;;SY)`;

/** The folder of keys and state: SYSTEM and Administrators only, inherited by everything in it (R9). */
export const STATE_FOLDER_SDDL = 'O:SYG:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';
