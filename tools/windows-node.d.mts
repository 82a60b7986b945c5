/** Where the product's files lie, as the installer lays them out. */
export const APP: string;
export const NODE_EXE: string;
export function prepareWindowsApp(): Promise<void>;
