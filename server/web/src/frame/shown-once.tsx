import { Button, Code, Text } from '@mantine/core';
import { useState } from 'react';

import { useAnnounce } from './announcer.js';

interface ShownOnceProps {
  /** What it is. */
  label: string;
  text: string;
  copy: string;
  copied: string;
}

/** A text to be copied: a secret that the server shows this once, or a command. */
export function ShownOnce({ label, text, copy, copied }: ShownOnceProps) {
  const announce = useAnnounce();
  const [isCopied, setCopied] = useState(false);
  const write = () => {
    // Where the browser lets nobody write there, the text can be selected by hand.
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(true);
        announce(copied);
      },
      () => setCopied(false),
    );
  };
  return (
    <div className="shown-once">
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Code block className="seed">
        {text}
      </Code>
      <Button variant="default" size="sm" onClick={write} aria-label={`${copy}: ${label}`}>
        {isCopied ? copied : copy}
      </Button>
    </div>
  );
}
