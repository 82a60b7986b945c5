import { setFlagsFromString } from 'node:v8';

/**
 * Runs the start of the program without V8's optimising compiler, and everything after it with. Loading modules is
 * the only loop of an idle service that gets hot; compiling it maps 6 MiB of compiler into memory that nobody needs
 * again. Both flags are consulted whenever V8 considers a function, so they may change at any time.
 */
export const optimizer = {
  pause(): void {
    setFlagsFromString('--no-opt');
  },
  resume(): void {
    setFlagsFromString('--opt');
  },
};
