import { NATIVE } from '../../tools/build-native.mjs';
import type { WinePrefix } from '../support/wine.js';

/** A line that logon-host prints: a call with its result, an event, or the result of a command. */
export interface HostLine {
  command?: string;
  call?: string;
  event?: string;
  result?: string;
  error?: string;
  hr?: string;
  field?: string;
  /** Of a field's descriptor: its CREDENTIAL_PROVIDER_FIELD_TYPE, and what Narrator reads. */
  type?: number;
  label?: string;
  interactive?: string;
  text?: string;
  state?: string;
  status?: string | null;
  icon?: string;
  response?: string;
  ok?: boolean;
  ms?: number;
  tile?: number;
  sid?: string | null;
  count?: number;
  autoLogon?: boolean;
  references?: number;
  privateBytes?: number;
  providerImageBytes?: number;
  bareThreadBytes?: number;
  file?: string;
  width?: number;
  height?: number;
  /** What `picture` drew. */
  parts?: DrawnPart[];
  open?: boolean;
  /** What of the window can be used. */
  controls?: WindowControl[];
  fields?: Record<string, { state: string; interactive: string; text: string; options?: string[] }>;
  serialization?: {
    clsid: string;
    messageType: number;
    domain: string;
    user: string;
    password: string;
    bytes: string;
  };
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface DrawnPart extends Box {
  part: string;
  field?: string;
  text?: string;
  focused: boolean;
  live: boolean;
  cut: boolean;
}

export interface WindowControl extends Box {
  class: string;
  field: string;
  focused: boolean;
  enabled: boolean;
}

/** Runs logon-host with a script of commands. */
export async function playLogonUi(prefix: WinePrefix, commands: string[]): Promise<HostLine[]> {
  const input = `${commands.join('\n')}\n`;
  const { stdout, exitCode } = await prefix.run(NATIVE.logonHost, [], { input });
  const printed = stdout.split('\n').filter((line) => line !== '');
  // When it crashes, Wine's debugger writes to its output.
  const foreign = printed.findIndex((line) => !line.startsWith('{'));
  if (foreign >= 0) {
    const around = printed.slice(Math.max(0, foreign - 10), foreign + 60);
    throw new Error(`logon-host crashed:\n${around.join('\n')}`);
  }
  const lines = printed.map((line) => JSON.parse(line) as HostLine);
  const error = lines.find((line) => line.error !== undefined);
  if (exitCode !== 0 || error !== undefined) {
    throw new Error(`logon-host ended with ${exitCode}: ${stdout}`);
  }
  return lines;
}

export function calls(lines: HostLine[], name: string): HostLine[] {
  return lines.filter(({ call }) => call === name);
}

export function events(lines: HostLine[], name: string): HostLine[] {
  return lines.filter(({ event }) => event === name);
}

export function last(lines: HostLine[]): HostLine {
  const line = lines.at(-1);
  if (line === undefined) throw new Error('there is no such line');
  return line;
}
