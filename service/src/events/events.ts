import type { ProviderEventDefinition, ServiceEventDefinition } from './event-definition.js';

/**
 * Every entry that the credential provider's DLL writes into the Application event log. From this and from the texts come
 * the message table, the DLL's header and docs/event-log.md: `npm run docs`.
 */
export const PROVIDER_EVENTS = {
  breakGlassUsed: { id: 100, level: 'warning', strings: ['account'] },
  serviceNotTrusted: { id: 101, level: 'error', strings: [] },
  disabledAfterCrashes: { id: 102, level: 'error', strings: ['crashes', 'minutes'] },
  remoteWithoutPassword: { id: 103, level: 'warning', strings: [] },
  remoteLeftToWindows: { id: 104, level: 'warning', strings: [] },
} as const satisfies Record<string, Omit<ProviderEventDefinition, 'writer' | 'category'>>;

/** Every entry that the service writes, and the lines of its log that become one. */
export const SERVICE_EVENTS = {
  notStarted: {
    ...{ id: 200, level: 'error', category: 'service' },
    // Written by itself: there may be no log yet.
    from: { lines: [] },
    strings: ['reason', 'detail'],
  },
  foreignIdentity: {
    ...{ id: 201, level: 'error', category: 'server' },
    from: { lines: ['identity.unreadable'], where: { reason: ['identity.foreign'] } },
    strings: [],
  },
  started: {
    ...{ id: 202, level: 'information', category: 'service' },
    from: { lines: ['service.started'] },
    strings: ['version', 'pid'],
  },
  stopping: {
    ...{ id: 203, level: 'information', category: 'service' },
    from: { lines: ['service.stopping'], except: { reason: ['crashed'] } },
    strings: ['reason'],
  },
  crashed: {
    ...{ id: 204, level: 'error', category: 'service' },
    from: { lines: ['service.crashed'] },
    strings: ['reason', 'detail'],
  },
  leftOut: {
    ...{ id: 205, level: 'warning', category: 'service' },
    // Of no line: the recorder counts what it leaves out.
    from: { lines: [] },
    strings: ['code', 'outcome'],
  },
  fault: {
    ...{ id: 206, level: 'error', category: 'service' },
    from: {
      lines: [
        ...['service.fault', 'pipe.fault', 'logon.fault', 'offline.fault', 'kit.fault'],
        ...['domain.fault', 'password.fault', 'filter.fault', 'policy.fault'],
        ...['break-glass.fault', 'accounts.fault'],
      ],
    },
    strings: ['event', 'reason', 'detail'],
  },
  strangerAtPipe: {
    ...{ id: 207, level: 'warning', category: 'logon-screen' },
    from: { lines: ['pipe.unprivileged'] },
    strings: ['sid', 'image', 'pid', 'session'],
  },
  filterNotInForce: {
    ...{ id: 208, level: 'warning', category: 'logon-screen' },
    from: { lines: ['filter.not-in-force'] },
    strings: ['reason'],
  },
  vaultUnavailable: {
    ...{ id: 209, level: 'error', category: 'service' },
    from: { lines: ['vault.unavailable'] },
    strings: ['detail'],
  },
  joined: {
    ...{ id: 220, level: 'information', category: 'server' },
    from: { lines: ['identity.joined'] },
    strings: ['workstationId', 'server'],
  },
  joinFailed: {
    ...{ id: 221, level: 'error', category: 'server' },
    from: { lines: ['identity.join-failed'], until: 'identity.joined' },
    strings: ['reason', 'detail'],
  },
  identityUnreadable: {
    ...{ id: 222, level: 'error', category: 'server' },
    from: { lines: ['identity.unreadable'], except: { reason: ['identity.foreign'] } },
    strings: ['reason', 'detail'],
  },
  serverKeysChanged: {
    ...{ id: 223, level: 'information', category: 'server' },
    from: { lines: ['identity.keys-updated'] },
    strings: ['version'],
  },
  serverUnreachable: {
    ...{ id: 224, level: 'warning', category: 'server' },
    from: { lines: ['authority.unreachable'], until: 'authority.back' },
    strings: ['reason', 'server', 'address', 'detail'],
  },
  serverBack: {
    ...{ id: 225, level: 'information', category: 'server' },
    from: { lines: ['authority.back'] },
    strings: ['server', 'seconds'],
  },
  clockSkew: {
    ...{ id: 226, level: 'warning', category: 'server' },
    from: { lines: ['authority.clock-skew'] },
    strings: ['seconds'],
  },
  policyRefused: {
    ...{ id: 227, level: 'warning', category: 'server' },
    from: { lines: ['policy.refused'] },
    strings: ['reason'],
  },
  policyNotInForce: {
    ...{ id: 228, level: 'warning', category: 'server' },
    from: {
      lines: ['policy.not-in-force'],
      // A computer that waits for its first policy misses nothing.
      except: { reason: ['none', 'not-joined'] },
      until: 'policy.in-force',
    },
    strings: ['reason'],
  },
  exclusionsCut: {
    ...{ id: 229, level: 'warning', category: 'server' },
    from: { lines: ['exclusions.cut'] },
    strings: ['sid'],
  },
  logonGranted: {
    ...{ id: 300, level: 'information', category: 'logon' },
    from: { lines: ['logon.granted'] },
    strings: ['sid', 'by', 'logonId'],
  },
  logonDenied: {
    ...{ id: 301, level: 'warning', category: 'logon' },
    from: { lines: ['logon.denied'] },
    strings: ['code', 'by'],
  },
  noVerdict: {
    ...{ id: 302, level: 'warning', category: 'logon' },
    from: { lines: ['logon.no-verdict'] },
    strings: ['code', 'detail'],
  },
  windowsRefused: {
    ...{ id: 303, level: 'warning', category: 'logon' },
    from: { lines: ['windows.answered'], where: { outcome: ['refused'] } },
    strings: ['ntStatus', 'subStatus', 'logonId'],
  },
  enrollmentWaits: {
    ...{ id: 304, level: 'warning', category: 'logon' },
    from: { lines: ['enrollment.waits'] },
    strings: ['outcome', 'reason'],
  },
  selfServiceDone: {
    ...{ id: 310, level: 'information', category: 'logon' },
    from: { lines: ['self-service.done'] },
    strings: ['outcome', 'sid'],
  },
  offlineGranted: {
    ...{ id: 400, level: 'information', category: 'offline' },
    from: { lines: ['offline.granted'] },
    strings: ['sid', 'logonId'],
  },
  offlineDenied: {
    ...{ id: 401, level: 'warning', category: 'offline' },
    from: { lines: ['offline.denied'] },
    strings: ['code', 'reason'],
  },
  offlineLockout: {
    ...{ id: 402, level: 'warning', category: 'offline' },
    from: { lines: ['kit.destroyed'], where: { code: ['recovery-attempts', 'wrong-codes'] } },
    strings: ['sid', 'code'],
  },
  tampering: {
    ...{ id: 403, level: 'error', category: 'offline' },
    from: { lines: ['kit.destroyed'], where: { code: ['tampered'] } },
    strings: ['sid'],
  },
  kitRefused: {
    ...{ id: 404, level: 'warning', category: 'offline' },
    from: { lines: ['kit.refused'] },
    strings: ['code'],
  },
  kitExpired: {
    ...{ id: 405, level: 'information', category: 'offline' },
    from: { lines: ['kit.expired'] },
    strings: ['sid'],
  },
  kitsRemoved: {
    ...{ id: 406, level: 'warning', category: 'offline' },
    from: { lines: ['kits.removed'] },
    strings: ['reason', 'outcome'],
  },
  offlineCodeUsed: {
    ...{ id: 410, level: 'warning', category: 'offline' },
    from: { lines: ['offline-code.used'] },
    strings: ['sid', 'count'],
  },
  offlineCodeRefused: {
    ...{ id: 411, level: 'warning', category: 'offline' },
    from: { lines: ['offline-code.refused'] },
    strings: ['sid', 'code', 'count'],
  },
  offlineCodesLocked: {
    ...{ id: 412, level: 'warning', category: 'offline' },
    from: { lines: ['offline-code.locked'] },
    strings: ['sid', 'seconds'],
  },
  offlineCodesLow: {
    ...{ id: 413, level: 'warning', category: 'offline' },
    from: { lines: ['offline-code.low'] },
    strings: ['sid', 'count'],
  },
  breakGlassAccountUsed: {
    ...{ id: 420, level: 'warning', category: 'offline' },
    from: { lines: ['break-glass.granted'] },
    strings: ['sid'],
  },
  breakGlassAccountRefused: {
    ...{ id: 421, level: 'warning', category: 'offline' },
    from: { lines: ['break-glass.denied'] },
    strings: ['sid', 'code'],
  },
} as const satisfies Record<string, Omit<ServiceEventDefinition, 'writer'>>;

export type ProviderEventName = keyof typeof PROVIDER_EVENTS;
export type ServiceEventName = keyof typeof SERVICE_EVENTS;
export type EventName = ProviderEventName | ServiceEventName;
