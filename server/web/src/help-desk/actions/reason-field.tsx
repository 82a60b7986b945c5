import { TextInput } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

import { MAX_REASON } from '../caller/caller-section.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';

interface ReasonFieldProps {
  ref: Ref<HTMLInputElement>;
  reason: string;
  onReason: (reason: string) => void;
  isRefused: boolean;
}

/** Why an operator does something, in a dialog. */
export function ReasonField({ ref, reason, onReason, isRefused }: ReasonFieldProps): ReactNode {
  const { caller } = useHelpDeskTexts();
  return (
    <TextInput
      ref={ref}
      data-first
      label={caller.reason}
      description={caller.reasonHint}
      value={reason}
      onChange={({ currentTarget }) => onReason(currentTarget.value)}
      autoComplete="off"
      maxLength={MAX_REASON}
      error={isRefused ? caller.reasonShort : undefined}
    />
  );
}
