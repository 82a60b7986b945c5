import { z } from 'zod';

/**
 * How the screen and the keyboard of a session are reached, as Terminal Services says at the workstation. `other` is a
 * session over the network whose protocol nobody knows.
 */
export const SessionType = z.enum(['console', 'rdp', 'citrix', 'other']);
export type SessionType = z.infer<typeof SessionType>;

/** What the far machine may call itself: longer names are cut. */
export const MAX_CLIENT_NAME_LENGTH = 64;

/**
 * The session in which somebody logs on. Name and address are what the far machine said: for people to read and for
 * reports, and never a reason to ask for less.
 */
export const DesktopSession = z.strictObject({
  type: SessionType,
  clientName: z
    .string()
    .min(1)
    .max(MAX_CLIENT_NAME_LENGTH)
    // No control, format, private or unassigned characters, and no other lines.
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'expected printable characters')
    .optional(),
  clientAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
});
export type DesktopSession = z.infer<typeof DesktopSession>;
