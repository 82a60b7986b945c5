import type { CredentialId, administration } from '@gatehouse/protocol';
import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';

import { factorName, sourceName } from '../person/names.js';
import { useHelpDeskTexts } from '../texts/help-desk-texts.js';
import type { Order } from './order.js';

/** Hours that are offered, as far as the policy lets them. */
const HOURS = [1, 4, 8, 24, 72, 168];

interface FieldsProps<O extends Order = Order> {
  order: O;
  user: administration.User;
  onChange: (order: Order) => void;
}

/** The particulars of what is to be done. */
export function OrderFields({ order, ...rest }: FieldsProps): ReactNode {
  switch (order.kind) {
    case 'unlock':
      return <UnlockFields order={order} {...rest} />;
    case 'reset-factors':
      return <ResetFields order={order} {...rest} />;
    case 'break-glass':
      return <BreakGlassFields order={order} {...rest} />;
    case 'offline-code':
      return <OfflineFields order={order} {...rest} />;
    case 'password-link':
      return null;
  }
}

function UnlockFields({ order, user, onChange }: FieldsProps<Extract<Order, { kind: 'unlock' }>>) {
  const { actions } = useHelpDeskTexts();
  const { source, directory } = order;
  if (source !== undefined) {
    const locked = user.sources?.find((one) => one.source === source);
    return <p>{actions.onlySource(locked === undefined ? source : sourceName(locked))}</p>;
  }
  if (user.directory?.locked === false) return null;
  return (
    <fieldset className="desk-checks">
      <Check
        label={actions.alsoDirectory}
        checked={directory}
        onChange={(checked) => onChange({ ...order, directory: checked })}
      />
    </fieldset>
  );
}

function ResetFields({
  order,
  user,
  onChange,
}: FieldsProps<Extract<Order, { kind: 'reset-factors' }>>) {
  const { actions, factors: words } = useHelpDeskTexts();
  const { factors, answers, permitHours } = order;
  const most = user.policy?.settings.helpDesk.enrollmentPermitHours ?? 1;
  const toggle = (id: CredentialId, checked: boolean) => {
    const others = factors === 'all' ? [] : factors.filter((one) => one !== id);
    onChange({ ...order, factors: checked ? [...others, id] : others });
  };
  return (
    <>
      <fieldset className="desk-checks">
        <legend>{actions.what}</legend>
        {user.factors === undefined ? (
          <Check
            label={actions.all}
            checked={factors === 'all'}
            onChange={(checked) => onChange({ ...order, factors: checked ? 'all' : [] })}
          />
        ) : (
          user.factors.map((factor) => (
            <Check
              key={factor.id}
              label={factorName(factor, words.methods)}
              checked={factors !== 'all' && factors.includes(factor.id)}
              onChange={(checked) => toggle(factor.id, checked)}
            />
          ))
        )}
        {user.answers?.enrolled !== false && (
          <Check
            label={actions.alsoAnswers}
            checked={answers}
            onChange={(checked) => onChange({ ...order, answers: checked })}
          />
        )}
      </fieldset>
      <NativeSelect
        label={actions.permit}
        value={permitHours ?? ''}
        onChange={({ currentTarget: { value } }) => {
          const { permitHours: _, ...rest } = order;
          onChange(value === '' ? rest : { ...rest, permitHours: Number(value) });
        }}
      >
        <option value="">{actions.permitNot}</option>
        <HourOptions most={most} />
      </NativeSelect>
    </>
  );
}

function BreakGlassFields({
  order,
  user,
  onChange,
}: FieldsProps<Extract<Order, { kind: 'break-glass' }>>) {
  const { actions } = useHelpDeskTexts();
  const most = user.policy?.settings.helpDesk.breakGlassHours ?? 1;
  return (
    <NativeSelect
      label={actions.validity}
      value={order.hours}
      onChange={({ currentTarget: { value } }) => onChange({ ...order, hours: Number(value) })}
    >
      <HourOptions most={most} />
    </NativeSelect>
  );
}

function OfflineFields({
  order,
  user,
  onChange,
}: FieldsProps<Extract<Order, { kind: 'offline-code' }>>) {
  const { actions, computers } = useHelpDeskTexts();
  return (
    <NativeSelect
      label={actions.computer}
      value={order.workstation}
      onChange={({ currentTarget: { value } }) => onChange({ ...order, workstation: value })}
    >
      <option value="" />
      {readableAt(user).map(({ workstationId, hostname, offlineCodes }) => (
        <option key={workstationId} value={workstationId}>
          {`${hostname ?? workstationId} · ${computers.codes(offlineCodes.left)}`}
        </option>
      ))}
    </NativeSelect>
  );
}

/** Where there is a code to be read out. */
export function readableAt({
  workstations = [],
}: administration.User): NonNullable<administration.User['workstations']> {
  return workstations.filter(({ revoked, offlineCodes }) => !revoked && offlineCodes.left > 0);
}

function HourOptions({ most }: { most: number }) {
  const { actions } = useHelpDeskTexts();
  const offered = [...HOURS.filter((hours) => hours < most), most];
  return offered.map((hours) => (
    <option key={hours} value={hours}>
      {actions.hours(hours)}
    </option>
  ));
}

function Check({
  label,
  checked,
  onChange,
}: {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      {label}
    </label>
  );
}
