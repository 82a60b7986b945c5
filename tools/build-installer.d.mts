/** Builds the package of what `buildWindowsParts` made, unless it is up to date. Returns its path. */
export function buildInstaller(parameters: { version: string }): Promise<string>;
