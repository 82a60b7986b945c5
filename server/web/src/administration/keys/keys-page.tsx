import type { Me } from '@gatehouse/protocol';
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';

import { Step } from '../../frame/step.js';
import { ApiKeys } from './api-keys.js';
import { DataKey } from './data-key.js';
import { Jobs } from './jobs.js';
import { Roles } from './roles.js';
import { useKeyTexts } from './texts/key-texts.js';

/** Who may use the API, the data key, and what runs in the background. */
export default function KeysPage({ me }: { me: Me }): ReactNode {
  const words = useKeyTexts();
  const may = (permission: Me['permissions'][number]) => me.permissions.includes(permission);
  return (
    <Stack>
      <Step title={words.title} lead={words.lead}>
        {null}
      </Step>
      <ApiKeys mayManage={may('access.manage')} />
      <Roles mayManage={may('access.manage')} />
      {may('keyring.manage') && <DataKey />}
      {may('metrics.read') && <Jobs />}
    </Stack>
  );
}
