import { join } from 'node:path';

/** What the running service needs to know. Made by `loadConfig`; a test makes its own. */
export interface ServiceConfig {
  serverTimeoutMs: number;
  proxyUrl: string | undefined;
  socketPath: string;
  stateFolder: string;
  tokenFile: string | undefined;
  /** The computer of this name is a template for others, and does not join. */
  templateName: string | undefined;
  logFolder: string;
  logLevel: 'error' | 'warn' | 'info' | 'debug';
  logMaxMegabytes: number;
  logFiles: number;
  /** Overrides the language of the logon screen. */
  language: string | undefined;
  keyRefreshMinutes: number;
  /** Whether the tile offers it. */
  selfService: 'offered' | 'off';
  /** Whether the Start menu has a shortcut to the portal. */
  userTools: 'offered' | 'off';
  /** Where that leads to; undefined for the server's own address. Not checked yet. */
  portalUrl: string | undefined;
  /** Stands for Windows' knowledge of passwords where there is no Windows: for demonstrations and tests alone. */
  demoPasswordFile: string | undefined;
  /** Stands for a domain controller where Windows is in no domain, as `host:port`: for demonstrations and tests alone. */
  demoDomainController: string | undefined;
  /** Stands for Windows' way of changing passwords, as a URL of the loopback: for demonstrations and tests alone. */
  demoPasswordChanges: string | undefined;
}

/** The configuration cannot be used. The message names the setting, never its value. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** Fills in what nobody set. */
export function withDefaults(settings: {
  [N in keyof ServiceConfig]?: ServiceConfig[N] | undefined;
}): ServiceConfig {
  const stateFolder = settings.stateFolder ?? defaultStateFolder();
  return {
    serverTimeoutMs: settings.serverTimeoutMs ?? 3000,
    proxyUrl: settings.proxyUrl,
    socketPath: settings.socketPath ?? join(stateFolder, 'run', 'credential.sock'),
    stateFolder,
    tokenFile: settings.tokenFile,
    templateName: settings.templateName,
    logFolder: settings.logFolder ?? join(stateFolder, 'logs'),
    logLevel: settings.logLevel ?? 'info',
    logMaxMegabytes: settings.logMaxMegabytes ?? 10,
    logFiles: settings.logFiles ?? 5,
    language: settings.language,
    keyRefreshMinutes: settings.keyRefreshMinutes ?? 60,
    selfService: settings.selfService ?? 'offered',
    userTools: settings.userTools ?? 'offered',
    portalUrl: settings.portalUrl,
    demoPasswordFile: settings.demoPasswordFile,
    demoDomainController: settings.demoDomainController,
    demoPasswordChanges: settings.demoPasswordChanges,
  };
}

function defaultStateFolder(): string {
  if (process.platform !== 'win32') return '/var/lib/gatehouse-service';
  return join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Gatehouse');
}
