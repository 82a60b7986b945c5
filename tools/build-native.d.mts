export type NativeTarget = 'core-tests' | 'fuzz' | 'windows';

/** Absolute paths of what the targets make. */
export const NATIVE: Readonly<
  Record<
    | 'provider'
    | 'events'
    | 'setup'
    | 'logonHost'
    | 'consentHost'
    | 'scriptedService'
    | 'pipeBench'
    | 'windowsTests'
    | 'coreTests'
    | 'fuzzCodec',
    string
  >
>;

/** Builds a target unless it is up to date. @throws Error with cmake's output */
export function buildNative(target: NativeTarget): Promise<void>;
