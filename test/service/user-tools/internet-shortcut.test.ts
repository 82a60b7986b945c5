import {
  MAX_PORTAL_URL,
  PortalUrlError,
  isOurShortcut,
  shortcutTo,
} from '../../../service/src/user-tools/internet-shortcut.js';

describe('an address that somebody means ill with', () => {
  it.each([
    ['http', 'http://portal.corp.test'],
    ['a script', 'javascript:alert(1)'],
    ['a file', 'file:///C:/Windows/System32/calc.exe'],
    ['a program of Windows', 'ms-settings:privacy'],
    ['a network path', '\\\\evil.test\\share'],
    ['another scheme behind a space', ' https://portal.corp.test'],
    ['a second line', 'https://portal.corp.test\r\nIconFile=\\\\evil.test\\share\\i.ico'],
    ['a second section', 'https://portal.corp.test/\n[Other]'],
    ['a line break that the parser of URLs would drop', 'https://por\ntal.corp.test'],
    ['a tab', 'https://portal.corp.test/\t'],
    ['a NUL', 'https://portal.corp.test/\0'],
    ['a line separator', 'https://portal.corp.test/\u2028x'],
    ['letters that run backwards', 'https://portal.corp.test/\u202etset'],
    ['a space', 'https://portal.corp.test/a b'],
    ['a user name', 'https://portal.corp.test@evil.test'],
    ['a password', 'https://alice:secret@portal.corp.test'],
    ['an empty user name', 'https://@portal.corp.test'],
    ['a backslash before the host', 'https:\\\\evil.test'],
    ['a backslash within', 'https://portal.corp.test\\@evil.test'],
    ['no slashes', 'https:portal.corp.test'],
    ['three slashes', 'https:///portal.corp.test'],
    ['no host', 'https://'],
    ['a query', 'https://portal.corp.test/?next=https://evil.test'],
    ['a fragment', 'https://portal.corp.test/#/'],
    ['no port', 'https://portal.corp.test:99999'],
    ['half an IPv6 address', 'https://[::1'],
    ['nothing', ''],
    ['a length that no browser takes', `https://portal.corp.test/${'a'.repeat(MAX_PORTAL_URL)}`],
    ['one that grows when it is written', `https://portal.corp.test/${'ä'.repeat(1000)}`],
  ])('is refused: %s', (_, url) => {
    expect(() => shortcutTo(url)).toThrow(PortalUrlError);
    expect(() => shortcutTo(url)).not.toThrow(/corp|evil|secret/);
  });
});

describe('an address of a portal', () => {
  it.each([
    ['https://portal.corp.test', 'https://portal.corp.test/account'],
    ['https://portal.corp.test/', 'https://portal.corp.test/account'],
    ['HTTPS://Portal.Corp.Test:443', 'https://portal.corp.test/account'],
    [
      'https://portal.corp.test:8443/gatehouse//',
      'https://portal.corp.test:8443/gatehouse/account',
    ],
    ['https://portal.corp.test/a/../b', 'https://portal.corp.test/b/account'],
    ['https://pförtner.corp.test', 'https://xn--pfrtner-b1a.corp.test/account'],
    ['https://[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/account'],
    ['https://portal.corp.test/50%25', 'https://portal.corp.test/50%25/account'],
  ])('%s leads to %s', (url, page) => {
    const shortcut = shortcutTo(url);
    expect(shortcut).toBe(`[InternetShortcut]\r\nURL=${page}\r\n`);
    expect(isOurShortcut(shortcut)).toBe(true);
  });

  it('may be as long as the setting', () => {
    const url = 'https://portal.corp.test/'.padEnd(MAX_PORTAL_URL, 'a');
    expect(isOurShortcut(shortcutTo(url))).toBe(true);
  });
});

it.each([
  ['an empty file', ''],
  ['a shortcut to somewhere else', '[InternetShortcut]\r\nURL=https://intranet.corp.test/\r\n'],
  ['http', '[InternetShortcut]\r\nURL=http://portal.corp.test/account\r\n'],
  [
    'one that somebody gave an icon',
    '[InternetShortcut]\r\nURL=https://portal.corp.test/account\r\nIconIndex=0\r\n',
  ],
  [
    'one with lines before it',
    'x\r\n[InternetShortcut]\r\nURL=https://portal.corp.test/account\r\n',
  ],
  ['another end of lines', '[InternetShortcut]\nURL=https://portal.corp.test/account\n'],
])('%s is not ours', (_, text) => {
  expect(isOurShortcut(text)).toBe(false);
});
