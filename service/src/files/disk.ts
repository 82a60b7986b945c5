/**
 * Port: what an operating system does with files, one call each. What was not flushed may be lost by a power cut, whole
 * or in part and in any order: bytes until {@link flush}, names until {@link flushName}. What these calls are put
 * together to is for {@link DurableFiles} to say.
 */
export interface Disk {
  /** Makes a folder, and those above it, for our user alone. */
  makeFolder(path: string): void;
  /** Undefined when there is no such file. */
  read(path: string): Uint8Array | undefined;
  /** Makes a file that only our user reads. @throws Error when there is one */
  create(path: string, contents: Uint8Array): void;
  /** Writes over the bytes of a file where they lie. */
  overwrite(path: string, contents: Uint8Array): void;
  /** The bytes of the file are safe when this returns. */
  flush(path: string): void;
  /** Gives a file another name; one that has that name already is replaced. */
  rename(from: string, to: string): void;
  /** No error when there is no such file. */
  remove(path: string): void;
  /** Whether this name is there, and for which file, is safe when this returns. */
  flushName(path: string): void;
  /** The names of the files in a folder; none when there is no such folder. */
  list(folder: string): string[];
}
