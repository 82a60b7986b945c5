import { JoinTokenError, formatJoinToken, parseJoinToken } from '../../../protocol/src/index.js';
import type { JoinToken } from '../../../protocol/src/index.js';

const token: JoinToken = {
  url: 'https://gatehouse.corp.test:8443',
  identityPin: 'A'.repeat(43),
  tlsPin: 'B'.repeat(43),
  secret: 'C'.repeat(43),
  expiresAt: '2026-11-22T12:00:00.000Z',
};

describe('a join token', () => {
  it('survives being written as one string, with white space around it', () => {
    expect(parseJoinToken(` ${formatJoinToken(token)}\r\n`)).toEqual(token);
  });

  it.each([
    ['', 'nothing'],
    ['gatehouse2.e30', 'another version'],
    ['gatehouse1.', 'an empty token'],
    ['gatehouse1.!!!!', 'no base64url'],
    [`gatehouse1.${Buffer.from('null').toString('base64url')}`, 'no object'],
    [formatJoinToken({ ...token, url: 'http://gatehouse.corp.test' }), 'plain HTTP'],
    [formatJoinToken({ ...token, secret: 'short' }), 'a short secret'],
    [`gatehouse1.${'A'.repeat(4096)}`, 'an endless token'],
  ])('refuses %j (%s)', (text) => {
    expect(() => parseJoinToken(text)).toThrow(JoinTokenError);
  });

  it('never shows the token in its errors', () => {
    const damaged = formatJoinToken({ ...token, secret: 'canary-secret' });
    expect(() => parseJoinToken(damaged)).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('canary') as string,
      }) as Error,
    );
  });
});
