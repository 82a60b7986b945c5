import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect } from '@jest/globals';

import type { WinePrefix } from './wine.js';

const execute = promisify(execFile);

/** Wine cuts exit codes to 8 bits: these are ERROR_SUCCESS and ERROR_INSTALL_FAILURE (1603). */
export const MSI_DONE = 0;
export const MSI_FAILED = 1603 & 0xff;

const PATIENCE_MS = 240_000;

/** Runs msiexec without a window, and returns its exit code and what it logged of everything. */
export async function msiexec(
  prefix: WinePrefix,
  args: string[],
): Promise<{ exitCode: number; log: string }> {
  const file = path.join(prefix.path, `msi-${Date.now()}.log`);
  const { exitCode } = await prefix.run(
    'msiexec',
    [...args, '/qn', '/l*v', prefix.toWindows(file)],
    { timeoutMs: PATIENCE_MS },
  );
  return { exitCode, log: await readFile(file, 'utf8').catch(() => '') };
}

/** What `msiexec /fa` asks for; Wine's own option fails before it begins. */
export async function repair(prefix: WinePrefix, msi: string, ...properties: string[]) {
  const code = await msiProperty(msi, 'ProductCode');
  return msiexec(prefix, ['/i', code, 'REINSTALL=ALL', 'REINSTALLMODE=amus', ...properties]);
}

/** By a launch condition on a property, which tells people so; Wine writes its text into no log. */
export async function expectRefusal(refusal: {
  msi: string;
  result: { exitCode: number; log: string };
  message: string;
  property: string;
}): Promise<void> {
  const { msi, result, message, property } = refusal;
  expect(result.exitCode).toBe(MSI_FAILED);
  expect(result.log).toMatch(/Action ended [\d:]+: LaunchConditions\. Return value 0/);
  expect(result.log).toContain(`Property(S): ${property} = `);
  const conditions = await msiTable(msi, 'LaunchCondition');
  const told = conditions.find(({ Description = '' }) => Description.includes(message));
  expect(told?.['Condition']).toContain(property);
}

/** The rows of a table of a package, each as columns by name. */
export async function msiTable(msi: string, table: string): Promise<Record<string, string>[]> {
  const { stdout } = await execute('msiinfo', ['export', msi, table]);
  const [names = '', , , ...rows] = stdout.trim().split(/\r?\n/);
  const columns = names.split('\t');
  return rows.map((row) =>
    Object.fromEntries(row.split('\t').map((value, index) => [columns[index] ?? '', value])),
  );
}

export async function msiProperty(msi: string, name: string): Promise<string> {
  const row = (await msiTable(msi, 'Property')).find(({ Property }) => Property === name);
  return row?.['Value'] ?? '';
}

/**
 * Writes down again that a product is related to an upgrade code. When Wine removes a version, it forgets the upgrade code
 * with all of its products; Windows forgets the removed product's.
 */
export async function restoreUpgradeCode(prefix: WinePrefix, msi: string): Promise<void> {
  const code = squash(await msiProperty(msi, 'UpgradeCode'));
  const product = squash(await msiProperty(msi, 'ProductCode'));
  for (const root of ['Classes\\Installer', 'Microsoft\\Windows\\CurrentVersion\\Installer']) {
    await prefix.setRegistry(`HKLM\\Software\\${root}\\UpgradeCodes\\${code}`, product, '');
  }
}

/** How Windows Installer writes a GUID in the registry: each of its fields backwards. */
function squash(guid: string): string {
  const hex = guid.replaceAll(/[{}-]/g, '').toUpperCase();
  const fields = [8, 4, 4, ...Array<number>(8).fill(2)];
  let at = 0;
  return fields
    .map((length) => {
      const field = hex.slice(at, at + length);
      at += length;
      return Array.from(field).reverse().join('');
    })
    .join('');
}
