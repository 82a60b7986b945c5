import { createHash } from 'node:crypto';

import { SERVICE_NAME } from '../../../service/src/windows/names.js';
import {
  CREDENTIAL_PIPE_SDDL,
  SERVICE_SID,
} from '../../../service/src/windows/security-descriptors.js';

function serviceSidOf(name: string): string {
  const digest = createHash('sha1').update(Buffer.from(name.toUpperCase(), 'utf16le')).digest();
  const parts = [0, 4, 8, 12, 16].map((offset) => digest.readUInt32LE(offset));
  return `S-1-5-80-${parts.join('-')}`;
}

it('the SID in the descriptor is the one that Windows gives to our service', () => {
  // https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers names this one.
  expect(serviceSidOf('TrustedInstaller')).toBe(
    'S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464',
  );
  expect(serviceSidOf(SERVICE_NAME)).toBe(SERVICE_SID);
});

it('R16: clients of the credential pipe are SYSTEM, and cannot serve it', () => {
  const FILE_CREATE_PIPE_INSTANCE = 0x4;
  const entries = [...CREDENTIAL_PIPE_SDDL.matchAll(/\(([^)]*)\)/g)].map(([, ace = '']) => ace);
  const [rights, sid] = entries[1]!.split(';').filter((part) => part !== '' && part !== 'A');
  expect(sid).toBe('SY');
  expect(Number(rights) & FILE_CREATE_PIPE_INSTANCE).toBe(0);
  expect(entries).toHaveLength(2);
});
