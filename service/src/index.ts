/** The service as a library: for tests, which start it in their own process. */
export { startService } from './service.js';
export type { RunningService, ServiceParameters } from './service.js';
export { createOsAdapters } from './os-adapters.js';
export type { OsAdapters } from './os-adapters.js';
export { withDefaults } from './config/config.js';
export type { ServiceConfig } from './config/config.js';
