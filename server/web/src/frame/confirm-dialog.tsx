import { Button, Group, Text } from '@mantine/core';

import { useTexts } from '../texts/language.js';
import { Dialog } from './dialog.js';
import { Step } from './step.js';

interface ConfirmDialogProps {
  title: string;
  text: string;
  yes: string;
  busy: boolean;
  onYes: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function ConfirmDialog({ title, text, yes, busy, onYes, onClose }: ConfirmDialogProps) {
  const { frame } = useTexts();
  return (
    <Dialog onClose={onClose}>
      <Step title={title} level={2}>
        <Text>{text}</Text>
        <Group>
          <Button className="danger" onClick={onYes} loading={busy}>
            {yes}
          </Button>
          <Button variant="default" onClick={onClose}>
            {frame.cancel}
          </Button>
        </Group>
      </Step>
    </Dialog>
  );
}
