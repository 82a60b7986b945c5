import type { OwnWorkstation } from '@gatehouse/protocol';
import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

import { Row } from '../frame/row.js';
import { useCompanyTexts } from '../navigation/facts.js';
import { useLanguage } from '../texts/language.js';
import { momentText } from '../texts/say.js';

/** The computers that keep what one needs to sign in while the server is away, and what to do when one of them is lost. */
export function DevicesSection({
  devices,
}: {
  devices: readonly OwnWorkstation[] | undefined;
}): ReactNode {
  const { texts, language } = useLanguage();
  const { account, frame } = texts;
  const { helpDesk } = useCompanyTexts();
  const moment = (instant: string) => momentText(language, instant);
  return (
    <>
      <div>
        <Title order={2} size="h3">
          {account.devices}
        </Title>
        <Text>{account.devicesLead}</Text>
        <Text>
          {[account.deviceLost, helpDesk === undefined ? undefined : frame.helpDesk(helpDesk)]
            .filter((part) => part !== undefined)
            .join(' ')}
        </Text>
      </div>
      {devices?.length === 0 && <Text>{account.noDevices}</Text>}
      <ul className="rows">
        {devices?.map(({ workstationId, hostname, revoked, refreshedAt, validUntil }) => (
          <Row
            key={workstationId}
            title={hostname ?? workstationId}
            lines={[
              `${account.refreshed(moment(refreshedAt))} · ${account.validUntil(moment(validUntil))}`,
              ...(revoked ? [account.deviceRevoked] : []),
            ]}
            action={undefined}
          />
        ))}
      </ul>
    </>
  );
}
