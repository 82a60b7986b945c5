/** What a logon is made of. The table's file must have a cell for every combination, and the runner runs every one. */
export const NETWORKS = ['online', 'no-directory', 'offline'] as const;
export const PEOPLE = ['no-factor', 'totp', 'excluded', 'locked'] as const;
export const SCENARIOS = [
  'logon',
  'unlock',
  'credui',
  'credui-elsewhere',
  'change-password',
] as const;
export const SESSIONS = ['console', 'rdp', 'citrix'] as const;
export const NAME_FORMS = ['sam', 'upn', 'domain', 'local'] as const;

export type Network = (typeof NETWORKS)[number];
export type PersonKind = (typeof PEOPLE)[number];
export type MatrixScenario = (typeof SCENARIOS)[number];
export type MatrixSession = (typeof SESSIONS)[number];
export type NameForm = (typeof NAME_FORMS)[number];

export interface Cell {
  network: Network;
  person: PersonKind;
  scenario: MatrixScenario;
  session: MatrixSession;
  form: NameForm;
}

/** Names a cell in results and failures. */
export function nameOf({ network, person, scenario, session, form }: Cell): string {
  return [network, person, scenario, session, form].join(' ');
}

export function everyCell(): Cell[] {
  return NETWORKS.flatMap((network) =>
    PEOPLE.flatMap((person) =>
      SCENARIOS.flatMap((scenario) =>
        SESSIONS.flatMap((session) =>
          NAME_FORMS.map((form) => ({ network, person, scenario, session, form })),
        ),
      ),
    ),
  );
}
