import { z } from 'zod';

const Instant = z.iso.datetime();

/** Something that a node does again and again in the background. */
export const Job = z.strictObject({
  name: z.string(),
  everySeconds: z.int().min(1),
  running: z.boolean(),
  /** Of this process: a restart begins anew. */
  lastRun: z
    .strictObject({
      startedAt: Instant,
      milliseconds: z.int().min(0),
      ok: z.boolean(),
    })
    .optional(),
  /** The last time that it failed, with what the log says of it. It stays when a later run is well. */
  lastFailure: z.strictObject({ at: Instant, error: z.string() }).optional(),
  /** Absent when it has no time any more. */
  nextRunAt: Instant.optional(),
});
export type Job = z.infer<typeof Job>;

/** Each node has jobs of its own: these are of the one that answered. */
export const JobList = z.strictObject({ node: z.string(), jobs: z.array(Job) });
export type JobList = z.infer<typeof JobList>;
