import type { Me } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

import type { Page } from '../navigation/location.js';

export default function HelpDeskPages(_: { me: Me; page: Page }): ReactNode {
  return null;
}
