import type { Me } from '@gatehouse/protocol';
import type { ReactNode } from 'react';

export default function WorkstationsPage(_: { me: Me }): ReactNode {
  return null;
}
