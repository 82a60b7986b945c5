import type { Me } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import { Step } from '../../frame/step.js';
import { DirectoryTests } from './directory-tests.js';
import { useDirectoryTexts } from './texts/directory-texts.js';

/** Whether the directories answer, step by step. */
export default function DirectoriesPage(_: { me: Me }): ReactNode {
  const words = useDirectoryTexts();
  return (
    <Step title={words.title} lead={words.lead}>
      <DirectoryTests />
    </Step>
  );
}
