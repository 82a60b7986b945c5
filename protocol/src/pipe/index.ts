/**
 * `@gatehouse/protocol/pipe`: the pipe's half of the protocol by itself. It loads no schema and no cryptography, so
 * that the workstation service stays small until somebody logs on.
 */
export * from './limits.js';
export * from './screen.js';
export * from './messages.js';
export * from './frame.js';
export * from './codec.js';
export * from '../input-limits.js';
export * from '../reference.js';
