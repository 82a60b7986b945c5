import { lstatSync } from 'node:fs';
import { connect } from 'node:net';

import type { ServiceConfig } from '../config/config.js';
import type { SystemFacts } from '../support/system-facts.js';

const CONNECT_MS = 2000;

export function unixFacts({ socketPath }: ServiceConfig): SystemFacts {
  return {
    securityOf: modeOf,
    facts: [
      {
        name: 'service',
        what: 'the service',
        read: async () => ({
          socket: socketPath,
          security: modeOf(socketPath),
          answers: await answers(socketPath),
        }),
      },
    ],
  };
}

function modeOf(path: string): string {
  const { uid, gid, mode } = lstatSync(path);
  return `${uid}:${gid} ${(mode & 0o7777).toString(8).padStart(4, '0')}`;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const done = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(CONNECT_MS, () => done(false));
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });
}
