/**
 * The fixed pool of tile fields. LogonUI reads the descriptors once and labels cannot change on a live tile, so
 * every screen is drawn on these slots. The numbers are on the wire.
 */
export const SLOTS = {
  tileImage: 0,
  title: 1,
  message: 2,
  detail: 3,
  userName: 4,
  password: 5,
  code: 6,
  answer: 7,
  choice: 8,
  newPassword: 9,
  confirmPassword: 10,
  picture: 11,
  link1: 12,
  link2: 13,
  link3: 14,
  link4: 15,
  submit: 16,
  /** In the place of `code`, so that its label says what it is. */
  address: 17,
  shownPassword: 18,
} as const;
export type SlotName = keyof typeof SLOTS;

/** The pool by version of the protocol: a DLL has the labels of the slots that it knows, and of no others. */
export function slotsOf(version: number): Partial<Record<SlotName, number>> {
  if (version > 1) return SLOTS;
  const { address: _, shownPassword: __, ...slots } = SLOTS;
  return slots;
}

/** CREDENTIAL_PROVIDER_FIELD_STATE: where a field is visible. */
export const FIELD_STATES = { hidden: 0, selected: 1, deselected: 2, both: 3 } as const;
export type FieldState = keyof typeof FIELD_STATES;

/** CREDENTIAL_PROVIDER_FIELD_INTERACTIVE_STATE without `focused`, which the screen says once. */
export const FIELD_MODES = { normal: 0, readonly: 1, disabled: 2 } as const;
export type FieldMode = keyof typeof FIELD_MODES;

/** How a screen's message is meant: the DLL passes it on as CREDENTIAL_PROVIDER_STATUS_ICON. */
export const MESSAGE_CLASSES = { none: 0, info: 1, warning: 2, error: 3 } as const;
export type MessageClass = keyof typeof MESSAGE_CLASSES;

/** A black and white picture, rows of `ceil(width / 8)` bytes, most significant bit leftmost, 1 is black. */
export interface Picture {
  width: number;
  height: number;
  bits: Uint8Array;
}

/** What one slot shows. Slots that a screen does not name are hidden and keep their value. */
export interface ScreenField {
  slot: SlotName;
  state: FieldState;
  mode: FieldMode;
  /** The text shown, or the value preset in an edit field; absent leaves what the person typed. */
  text?: string;
  /** The value is to be wiped (a wrong password, a used code). */
  clear?: boolean;
  options?: string[];
  selected?: number;
  picture?: Picture;
}

/** One screen: what the tile shows until the person submits it or follows a link. */
export interface Screen {
  /** Grows with every screen of a conversation; input for another than the present screen is ignored. */
  id: number;
  fields: ScreenField[];
  focus?: SlotName;
  /** The field that the submit button stands beside. */
  submitAfter?: SlotName;
  message?: { class: MessageClass; text: string };
}
