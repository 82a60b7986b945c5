import type { MessageClass, SlotName } from '@gatehouse/protocol';

/** What a tile shows, as a script sees it. */
export type Sight =
  | {
      kind: 'screen';
      /** The edit fields that take input. */
      inputs: SlotName[];
      /** What the combo box offers, the chosen first. */
      options: string[];
      message: { class: MessageClass; text: string } | undefined;
      /** Everything that can be read. */
      text: string;
    }
  | {
      kind: 'granted';
      domain: string;
      userName: string;
      /** Not every desk sees it: a serialization has no SID. */
      sid?: string;
      password: string;
    }
  | { kind: 'fault'; code: string };

/** Port: a workstation that somebody logs on at. */
export interface Desk {
  /** Shows a fresh "other user" tile. */
  open(): Promise<Sight>;
  /** Types into fields and submits. */
  submit(values: Partial<Record<SlotName, string>>): Promise<Sight>;
  /** Follows a link. */
  follow(link: SlotName): Promise<Sight>;
  /** Leaves the tile; after a grant, says that Windows took the credential. */
  leave(): Promise<void>;
}
