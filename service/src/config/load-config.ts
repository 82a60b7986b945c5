import { existsSync, readFileSync, statSync } from 'node:fs';

import { readRegistrySettings } from '../os-adapters.js';
import { checkFileSettings, checkRegistrySettings } from './check-settings.js';
import { ConfigurationError, withDefaults } from './config.js';
import type { ServiceConfig } from './config.js';
import { settingsOfFeatures } from './installed-features.js';

const DEFAULT_FILE = '/etc/gatehouse/service.json';
const MAX_FILE_BYTES = 64 * 1024;

/**
 * The configuration of this computer: from a JSON file where one is named, from the registry on Windows.
 *
 * @throws ConfigurationError
 */
export async function loadConfig(path: string | undefined): Promise<ServiceConfig> {
  if (process.platform === 'win32' && path === undefined) return loadRegistryConfig();
  return loadFileConfig(path);
}

async function loadRegistryConfig(): Promise<ServiceConfig> {
  const { policy, installed, features } = await readRegistrySettings();
  return withDefaults({
    ...settingsOfFeatures(features),
    ...checkRegistrySettings(policy, installed),
  });
}

/** The configuration of a JSON file, or of the default one if that exists. @throws ConfigurationError */
export async function loadFileConfig(path: string | undefined): Promise<ServiceConfig> {
  if (path === undefined && !existsSync(DEFAULT_FILE)) return withDefaults({});
  return withDefaults(checkFileSettings(await readSettings(path ?? DEFAULT_FILE)));
}

async function readSettings(path: string): Promise<Record<string, unknown>> {
  // A computer that has its settings in the registry does not pay for the parser's memory.
  const { DocumentError, parseJsonDocument } = await import('./json-document.js');
  let json: unknown;
  try {
    if (statSync(path).size > MAX_FILE_BYTES) throw new ConfigurationError(`${path} is too large`);
    json = parseJsonDocument(readFileSync(path));
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    const reason = cause instanceof DocumentError ? `: ${cause.message}` : '';
    throw new ConfigurationError(`${path} cannot be read as JSON${reason}`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ConfigurationError(`${path} is not a JSON object`);
  }
  return json as Record<string, unknown>;
}
