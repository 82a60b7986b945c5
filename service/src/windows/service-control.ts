import type { ServiceEvent } from '@gatehouse/addon';

import type { SessionChange } from '../sessions/session-watch.js';
import { SERVICE_NAME } from './names.js';
import { loadNativeAddon } from './native-addon.js';

/** What Windows asks of a running service. */
export type ServiceRequest =
  | { control: 'stop' | 'shutdown' }
  | { control: 'session-change'; change: SessionChange; session: number }
  | { control: 'power'; change: 'suspend' | 'resume' | 'other' };

/** The service control manager's view of this process. Every call returns at once. */
export interface ServiceControl {
  /** The service is ready. */
  running(): void;
  /** The stop has begun and takes at most so long. */
  stopping(waitHintMs: number): void;
  /** The service has ended; Windows may end the process from now on. Zero is a clean stop. */
  stopped(exitCode?: number): Promise<void>;
}

/** ERROR_FAILED_SERVICE_CONTROLLER_CONNECT: the process was started by a person or a program. */
const NOT_A_SERVICE = 1063;
/** ERROR_SERVICE_SPECIFIC_ERROR would hide the code; ERROR_EXCEPTION_IN_SERVICE makes the recovery actions run. */
export const EXCEPTION_IN_SERVICE = 1064;

/** wParam of WM_WTSSESSION_CHANGE. */
const SESSION_CHANGES: Partial<Record<number, SessionChange>> = {
  1: 'connect', // console
  2: 'disconnect',
  3: 'connect', // remote
  4: 'disconnect',
  5: 'logon',
  6: 'logoff',
  7: 'lock',
  8: 'unlock',
};

/** wParam of WM_POWERBROADCAST. */
const POWER_CHANGES: Partial<Record<number, 'suspend' | 'resume'>> = {
  4: 'suspend',
  7: 'resume',
  18: 'resume', // without a person, as for a wake-up timer
};

/**
 * Tells Windows that the service has started and hands on what Windows asks. Call it first thing: Windows gives a
 * process 30 seconds.
 *
 * @returns undefined when the process was not started as a service
 * @throws Error when the service control manager refuses
 */
export function connectToServiceControl(
  onRequest: (request: ServiceRequest) => void,
  name = SERVICE_NAME,
): Promise<ServiceControl | undefined> {
  const { ServiceControl } = loadNativeAddon();
  return new Promise((resolve, reject) => {
    let confirmEnd: () => void = () => undefined;
    const ended = new Promise<void>((confirm) => {
      confirmEnd = confirm;
    });
    const control = new ServiceControl(name, (event) => {
      switch (event.type) {
        case 'started':
          resolve({
            running: () => control.report('running'),
            stopping: (waitHintMs) => control.report('stop-pending', waitHintMs),
            stopped: async (exitCode = 0) => {
              control.report('stopped', 0, exitCode);
              await ended;
            },
          });
          return;
        case 'control':
          onRequest(requestOf(event));
          return;
        case 'ended':
          confirmEnd();
          // Without effect when the service had started.
          if (event.win32 === NOT_A_SERVICE) resolve(undefined);
          else reject(new Error(`the service control manager refused with error ${event.win32}`));
      }
    });
  });
}

function requestOf(event: Extract<ServiceEvent, { type: 'control' }>): ServiceRequest {
  const { control, detail, session } = event;
  switch (control) {
    case 'stop':
    case 'shutdown':
      return { control };
    case 'session-change':
      return { control, session, change: SESSION_CHANGES[detail] ?? 'other' };
    case 'power':
      return { control, change: POWER_CHANGES[detail] ?? 'other' };
  }
}
