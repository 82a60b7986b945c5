export * from './problem.js';
export * from './verdict.js';
export * from './sealed-secret.js';
export * from './signature.js';
export * from './desktop.js';
export * from './workstation.js';
export * from './server-keys.js';
export * from './endpoints.js';
export * as administration from './administration.js';
