/** What an administrator's group policy sets; wins over what the installer wrote. Below HKEY_LOCAL_MACHINE. */
export const POLICY_KEY = 'SOFTWARE\\Policies\\Gatehouse';
export const SETTINGS_KEY = 'SOFTWARE\\Gatehouse';
/** A value of 1 by the name of each feature that the installer installed. */
export const FEATURES_KEY = `${SETTINGS_KEY}\\Features`;
