import { gzipSync } from 'node:zlib';

const BLOCK = 512;

export interface ArchivedFile {
  /** Of letters, digits, dots and hyphens, with folders; 100 characters at the most. */
  name: string;
  text: string;
}

/**
 * A gzipped archive in the ustar format (POSIX.1-1988, IEEE Std 1003.1 pax, "ustar Interchange Format"), which Windows' own
 * tar.exe and Explorer read. Files belong to nobody and are for their owner alone.
 */
export function createArchive(files: readonly ArchivedFile[], now: Date): Uint8Array {
  const blocks = files.flatMap(({ name, text }) => {
    const contents = Buffer.from(text, 'utf8');
    const padding = Buffer.alloc((BLOCK - (contents.length % BLOCK)) % BLOCK);
    return [headerOf(name, contents.length, now), contents, padding];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]));
}

function headerOf(name: string, size: number, now: Date): Buffer {
  if (!/^[\w./-]{1,100}$/.test(name)) throw new RangeError(`${name} is no name in an archive`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number): void => {
    header.write(value.toString(8).padStart(digits, '0'), at, 'ascii');
  };
  header.write(name, 0, 'ascii');
  octal(0o600, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(Math.floor(now.getTime() / 1000), 136, 11);
  header.write('0', 156, 'ascii');
  header.write('ustar\0' + '00', 257, 'ascii');
  // The sum is made with blanks in its own place.
  header.fill(' ', 148, 156);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  header.write('\0 ', 154, 'ascii');
  return header;
}
