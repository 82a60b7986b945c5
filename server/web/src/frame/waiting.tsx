import { Button, Loader, Stack } from '@mantine/core';

import type { Failure } from '../api/failure.js';
import { useTexts } from '../texts/language.js';
import { FailureMessage } from './message.js';

/** Stands where a page will be. */
export function Waiting() {
  const { frame } = useTexts();
  return (
    <div className="waiting" role="status">
      <Loader aria-label={frame.loading} />
    </div>
  );
}

/** Stands where a page would be, had the server said what is on it. */
export function Missing({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { frame } = useTexts();
  return (
    <Stack className="card">
      <FailureMessage failure={failure} />
      <Button onClick={onRetry}>{frame.retry}</Button>
    </Stack>
  );
}
