import { SETTINGS_KEY } from '../config/registry-keys.js';

export { FEATURES_KEY, POLICY_KEY, SETTINGS_KEY } from '../config/registry-keys.js';

/** The service's name in the service control manager. The credential provider asks for it by the same name. */
export const SERVICE_NAME = 'gatehouse-service';

/**
 * A standard user cannot create a pipe below `ProtectedPrefix\Administrators`, so nobody without rights can sit on the
 * name before the service starts (R17). Without the `\\.\pipe\` that every pipe's name begins with.
 */
export const CREDENTIAL_PIPE_NAME = 'ProtectedPrefix\\Administrators\\Gatehouse\\credential';

/** Counts of attempts, apart from the kits that they count for. */
export const COUNTS_KEY = `${SETTINGS_KEY}\\Offline`;
