import type { RawSettings } from './check-settings.js';
import type { Settings } from './settings.js';

/**
 * What follows from the features that the installer was told to install, where nobody set anything else. Without the feature
 * that all installations have, no installer was here, and nothing is left out.
 */
export function settingsOfFeatures(features: RawSettings): Settings {
  if (features['Service'] !== 1) return {};
  return {
    ...(features['SelfService'] === 1 ? {} : { selfService: 'off' }),
    ...(features['UserTools'] === 1 ? {} : { userTools: 'off' }),
  };
}
