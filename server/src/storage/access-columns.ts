import { Permission, Role } from '@gatehouse/protocol';
import type { AccessScope } from '@gatehouse/protocol';

/** Roles that this version knows: those of a later one give nothing here. */
export function knownRoles(names: readonly string[]): Role[] {
  return names.flatMap((name) => Role.safeParse(name).data ?? []);
}

/** The same of permissions. */
export function knownPermissions(names: readonly string[]): Permission[] {
  return names.flatMap((name) => Permission.safeParse(name).data ?? []);
}

/** Everybody where neither column says anything. */
export function scopeOf(row: {
  scope_ous: string[] | null;
  scope_realms: string[] | null;
}): AccessScope | undefined {
  const { scope_ous: ous, scope_realms: realms } = row;
  if (ous === null && realms === null) return undefined;
  return { ...(ous === null ? {} : { ous }), ...(realms === null ? {} : { realms }) };
}
