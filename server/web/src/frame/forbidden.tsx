import { useTexts } from '../texts/language.js';
import { Message } from './message.js';
import { Step } from './step.js';

/** A page that somebody may not enter. */
export function Forbidden({ title }: { title: string }) {
  const { areas } = useTexts();
  return (
    <Step title={title} message={<Message kind="note" text={areas.forbidden} />}>
      {null}
    </Step>
  );
}
