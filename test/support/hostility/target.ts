import type { LogLine } from '../wine-gatehouse.js';
import type { Attacker } from './attacker.js';

/** What a process holds. */
export interface Census {
  /** Resident memory in bytes. */
  memory: number;
  /** Handles of Windows, or descriptors of Linux. */
  handles: number;
  threads: number;
}

/** A joined service that runs in a process of its own, and is to be attacked. */
export interface Target extends AsyncDisposable {
  /** The process's id on this machine, under Wine too. */
  pid(): Promise<number>;
  /** Starts a process of hostile clients. */
  attacker(): Promise<Attacker>;
  /** A person logs on with the password alone. @throws Error when Windows or the demo would not get a credential */
  logOn(name: string, password: string): Promise<void>;
  log(): Promise<LogLine[]>;
  census(attacker: Attacker): Promise<Census>;
}
