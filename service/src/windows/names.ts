/** The service's name in the service control manager, and its source in the Application event log. */
export const SERVICE_NAME = 'Gatehouse';

/**
 * A standard user cannot create a pipe below `ProtectedPrefix\Administrators`, so nobody without rights can sit on the
 * name before the service starts (R17).
 */
export const CREDENTIAL_PIPE_NAME =
  '\\\\.\\pipe\\ProtectedPrefix\\Administrators\\Gatehouse\\credential';

/** What an administrator's group policy sets; wins over what the installer wrote. */
export const POLICY_KEY = 'SOFTWARE\\Policies\\Gatehouse';
export const SETTINGS_KEY = 'SOFTWARE\\Gatehouse';
