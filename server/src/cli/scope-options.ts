import { Permission, Role } from '@gatehouse/protocol';
import type { AccessScope } from '@gatehouse/protocol';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';

export interface ScopeOptions {
  scopeOu?: string[];
  realm?: string[];
}

/** Options that say whom something reaches. */
export function addScopeOptions(command: Command): Command {
  return command
    .option('--scope-ou <dn>', 'reaches users under this OU only; may be repeated', collect)
    .option('--realm <realm>', 'reaches users of this realm only; may be repeated', collect);
}

/** Undefined for everybody. */
export function scopeOf({ scopeOu: ous, realm: realms }: ScopeOptions): AccessScope | undefined {
  if (ous === undefined && realms === undefined) return undefined;
  return { ...(ous === undefined ? {} : { ous }), ...(realms === undefined ? {} : { realms }) };
}

export function formatScope({ ous = [], realms = [] }: AccessScope = {}): string {
  return ous.length + realms.length === 0 ? 'everybody' : [...ous, ...realms].join(' | ');
}

/** A commander parser for options that may be repeated. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

export function role(text: string): Role {
  const parsed = Role.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`Expected one of ${Role.options.join(', ')}.`);
}

export function roles(text: string, before: Role[] = []): Role[] {
  return [...before, role(text)];
}

export function permissions(text: string, before: Permission[] = []): Permission[] {
  const parsed = Permission.safeParse(text);
  if (parsed.success) return [...before, parsed.data];
  throw new InvalidArgumentError(`Expected one of ${Permission.options.join(', ')}.`);
}

/** For the text after a command's options. */
export const ROLE_HELP = `Roles: ${Role.options.join(', ')}.`;
