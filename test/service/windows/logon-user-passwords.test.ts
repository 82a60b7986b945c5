import {
  LogonUserPasswords,
  wideSecret,
} from '../../../service/src/windows/logon-user-passwords.js';

const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));

it.each(['', 'a', 'Correct-Horse 7 päßwörd', '馬 \u{1F40E}', 'with a \0 in it'])(
  'a password goes to Windows in UTF-16 with a null character at the end: %j',
  (text) => {
    const wide = Buffer.from(wideSecret(utf8(text)));
    expect(wide).toEqual(Buffer.from(`${text}\0`, 'utf16le'));
  },
);

it('bytes that are no text are no password', async () => {
  const account = { domain: 'CORP', name: 'alice' };
  const check = await new LogonUserPasswords().check(account, Uint8Array.of(0x61, 0xff, 0x62));
  expect(check).toBe('wrong');
});
