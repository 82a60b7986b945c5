import { PasswordInput } from '@mantine/core';
import type { PasswordInputProps } from '@mantine/core';
import { useState } from 'react';

import { useTexts } from '../texts/language.js';

/** A password that can be looked at, with the keyboard as well. */
export function SecretInput(props: PasswordInputProps) {
  const { frame } = useTexts();
  const [visible, setVisible] = useState(false);
  return (
    <PasswordInput
      maxLength={1024}
      {...props}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleButtonProps={{
        tabIndex: 0,
        'aria-hidden': false,
        'aria-label': visible ? frame.hide : frame.show,
      }}
    />
  );
}
