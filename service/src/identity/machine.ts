import { createHash } from 'node:crypto';

/** What tells a computer from its clones: what the operating system was given when it was set up, and its name. */
export interface Machine {
  /** Empty where the system keeps none: the name alone is compared then. */
  systemId: string;
  name: string;
}

/**
 * Stands for a computer in its identity, so that an image of its disk is no second one. A clone has another name, whether its
 * image was generalized or not; an image that was generalized has another system id.
 */
export function fingerprintOf({ systemId, name }: Machine): string {
  return createHash('sha256')
    .update(`gatehouse machine 1\0${systemId.trim().toLowerCase()}\0${name.trim().toLowerCase()}`)
    .digest('base64url');
}

/** Whether this computer is a template: what its clones are made of must not join. Names are compared as Windows does. */
export function isTemplate({ name }: Machine, templateName: string | undefined): boolean {
  return templateName?.toLowerCase() === name.trim().toLowerCase();
}
