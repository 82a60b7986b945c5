import type { PolicyDocument, administration } from '@gatehouse/protocol';

/** What becomes of a policy. Retiring keeps the document that held last. */
export interface PolicyStep {
  document: PolicyDocument;
  retired: boolean;
}

/** Who changes policies, when and why. */
export interface PolicyChangeFacts {
  author: administration.PolicyAuthor | undefined;
  comment: string | undefined;
  now: Date;
}

/** Port: the versions of the policies. */
export interface PolicyStore {
  /** Another text after every change, whichever node made it. Cheap. */
  revision(): Promise<string>;
  /** The newest version of each that is not retired, by name. */
  list(): Promise<administration.StoredPolicy[]>;
  /** The newest versions of a policy, newest first; none when there never was one of the name. */
  log(name: string, limit: number): Promise<administration.PolicyVersion[]>;
  /** One version of a policy, the newest without a number. */
  find(
    name: string,
    version: number | undefined,
  ): Promise<(administration.PolicyVersion & { document: PolicyDocument }) | undefined>;
  /**
   * Adds versions, all or none. Nobody else changes a policy between what `decide` is shown, with the revision of it, and the
   * commit; when it throws, nothing was changed.
   *
   * @returns the numbers of the new versions, in the order of the steps
   */
  change(
    decide: (
      current: readonly administration.StoredPolicy[],
      revision: string,
    ) => readonly PolicyStep[],
    facts: PolicyChangeFacts,
  ): Promise<{ name: string; version: number }[]>;
}
