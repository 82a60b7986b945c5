import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Whose password it is, as Windows writes it. */
export interface WindowsAccount {
  netbiosDomain: string;
  name: string;
}

/** Stands for the passwords that Windows keeps of earlier logons: the service reads them when the server is away. */
export class WindowsPasswords {
  readonly file: string;
  readonly #passwords: Record<string, string> = {};

  /** @param folder of the workstation */
  constructor(folder: string) {
    this.file = path.join(folder, 'windows-passwords.json');
  }

  async remember({ netbiosDomain, name }: WindowsAccount, password: string): Promise<void> {
    this.#passwords[`${netbiosDomain}\\${name}`] = password;
    await mkdir(path.dirname(this.file), { recursive: true, mode: 0o700 });
    // Replaced as a whole: the service may read it at any time, and takes nothing that others can read.
    await writeFile(`${this.file}.new`, JSON.stringify(this.#passwords), { mode: 0o600 });
    await rename(`${this.file}.new`, this.file);
  }
}
