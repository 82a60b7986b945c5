export interface SyslogMessage {
  priority: number;
  timestamp: string;
  hostname: string;
  appName: string;
  messageId: string;
  /** By SD-ID. */
  data: Record<string, Record<string, string>>;
  text: string;
}

/** Reads an RFC 5424 message by its grammar (section 6). @throws Error for anything else */
export function parseSyslog(message: string): SyslogMessage {
  const header =
    /^<(\d{1,3})>1 (\S+) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) /.exec(
      message,
    );
  if (header === null) throw new Error(`no header: ${message}`);
  const [whole, priority, timestamp = '', hostname = '', appName = '', , messageId = ''] = header;
  let rest = message.slice(whole.length);
  const data: SyslogMessage['data'] = {};
  if (rest.startsWith('- ')) rest = rest.slice(1);
  while (rest.startsWith('[')) {
    const id = /^\[([\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32})/.exec(rest);
    if (id === null) throw new Error(`no SD-ID: ${rest}`);
    rest = rest.slice(id[0].length);
    const values: Record<string, string> = {};
    for (;;) {
      const value = /^ ([\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32})="((?:[^"\\\]]|\\["\\\]])*)"/.exec(
        rest,
      );
      if (value === null) break;
      values[value[1] ?? ''] = (value[2] ?? '').replaceAll(/\\(["\\\]])/g, '$1');
      rest = rest.slice(value[0].length);
    }
    if (!rest.startsWith(']')) throw new Error(`the structured data does not end: ${rest}`);
    rest = rest.slice(1);
    data[id[1] ?? ''] = values;
  }
  if (rest !== '' && !rest.startsWith(' ')) throw new Error(`no message: ${rest}`);
  return {
    priority: Number(priority),
    timestamp,
    hostname,
    appName,
    messageId,
    data,
    text: rest.slice(1),
  };
}
