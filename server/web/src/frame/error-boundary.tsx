import { Button, Stack } from '@mantine/core';
import { Component } from 'react';
import type { ReactNode } from 'react';

import { useTexts } from '../texts/language.js';
import { Message } from './message.js';

interface Props {
  children: ReactNode;
}

/** Keeps a defect of one page from leaving an empty window. */
export class ErrorBoundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const texts = useTexts();
  return (
    <Stack className="card">
      <Message kind="error" text={texts.frame.crashed} />
      <Button onClick={() => location.reload()}>{texts.frame.reload}</Button>
    </Stack>
  );
}
