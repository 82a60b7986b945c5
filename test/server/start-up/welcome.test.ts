import path from 'node:path';

import { renderWelcome } from '../../../server/src/start-up/welcome.js';

const server = {
  url: 'https://gate.corp.test:8443',
  socketPath: path.resolve('data', 'admin.sock'),
  authorityPin: 'PIN',
  bootstrapCode: 'AAAA-BBBB-CCCC-DDDD-EEEE',
};

test('the first run says where, how to become administrator, and what next', () => {
  const text = renderWelcome(server);
  expect(text).toContain('listens at https://gate.corp.test:8443');
  expect(text).toContain('https://gate.corp.test:8443/first-run\n');
  expect(text).toContain('admin claim --url https://gate.corp.test:8443 --ca-pin PIN');
  expect(text).toContain(server.bootstrapCode);
  expect(text).toContain('npm run gatehouse -- user add alice');
});

test('a later run does not repeat it', () => {
  const text = renderWelcome({ ...server, bootstrapCode: undefined });
  expect(text).not.toContain('claim');
});

test('another data folder is named in the commands', () => {
  const text = renderWelcome({ ...server, socketPath: '/srv/gatehouse/admin.sock' });
  expect(text).toContain('npm run gatehouse -- --socket /srv/gatehouse/admin.sock user add alice');
});
