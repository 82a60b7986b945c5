import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { PIPE_VERSION, encodeMessage } from '@gatehouse/protocol';
import type { DllMessage } from '@gatehouse/protocol';

import { CREDENTIAL_PIPE_NAME } from '../../../service/src/windows/names.js';
import { NATIVE, buildNative } from '../../../tools/build-native.mjs';
import { median } from '../../support/statistics.js';
import { installGatehouse } from '../../support/wine-gatehouse.js';
import { createWinePrefix } from '../../support/wine.js';
import type { Row } from '../row.js';

const ROUNDS = 2_000;
const WARM_UP = 500;
const ECHO = path.resolve(import.meta.dirname, '../../native/addon/programs/pipe-server.mjs');

/**
 * The service and an echo, each in a node.exe with our addon; a client in C++, as the provider is, asks both in turn. A
 * round trip of the service is what opening a tile costs: one frame there, and a conversation's first screen back.
 */
export const pipe: Row = {
  name: 'pipe',
  about: 'a tile opened through the pipe under Wine, over an echo of the same bytes',
  async measure({ say }) {
    await buildNative('windows');
    say('installing under Wine');
    await using prefix = await createWinePrefix();
    const { service, folder } = await installGatehouse(prefix);
    await service.start();
    const echoName = `ProtectedPrefix\\Administrators\\Gatehouse\\echo-${randomBytes(4).toString('hex')}`;
    const program = path.join(folder, 'node.exe');
    await using echo = await prefix.spawn(program, [
      prefix.toWindows(ECHO),
      prefix.toWindows(folder),
      echoName,
    ]);
    await echo.waitForOutput('listening');
    const output = await prefix.mustRun(NATIVE.pipeBench, [
      `\\\\.\\pipe\\${CREDENTIAL_PIPE_NAME}`,
      `\\\\.\\pipe\\${echoName}`,
      String(WARM_UP + ROUNDS),
      frame(0, {
        type: 'hello',
        oldestVersion: 1,
        newestVersion: PIPE_VERSION,
        scenario: 'logon',
        remote: false,
        language: 'en-GB',
        providerVersion: '0.1.0',
      }),
      frame(1, { type: 'open', tileSid: 'S-1-5-21-1-2-3-1001', userName: 'CORP\\alice' }),
      frame(1, { type: 'close' }),
    ]);
    const samples = JSON.parse(output) as { service: number[]; echo: number[] };
    const ofService = median(samples.service.slice(WARM_UP));
    const ofEcho = median(samples.echo.slice(WARM_UP));
    say(`${Math.round(ofService)} µs over ${Math.round(ofEcho)} µs`);
    return [{ value: ofService / ofEcho, unit: '× echo', budget: 2, limit: 'most' }];
  },
};

function frame(conversation: number, message: DllMessage): string {
  return Buffer.from(encodeMessage({ version: PIPE_VERSION, conversation, message })).toString(
    'hex',
  );
}
