import { chmod, mkdir } from 'node:fs/promises';

/** Makes the data folder. Its files are 0600; the folder itself nobody else may list. */
export async function prepareDataDirectory(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  // PostgreSQL, started by root as another user, must be able to pass through to its own folder.
  await chmod(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
}
