/**
 * Port: numbers by name, kept elsewhere than the kits, so that copying an old kit back does not bring back its count.
 */
export interface Counters {
  /** Undefined where there is none; NaN where what is kept is no number. */
  read(name: string): number | undefined;
  /** Safe when this returns; a power cut in the middle leaves the old number or the new one. */
  write(name: string, value: number): void;
  /** A power cut in the middle leaves the number or none. */
  remove(name: string): void;
}
