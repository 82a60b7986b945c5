import type { administration } from '@gatehouse/protocol';
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

import { originText, valueText } from './say-policy.js';
import { SettingHelp } from './setting-help.js';
import { SettingInput } from './setting-input.js';
import { usePoliciesTexts } from './texts/policies-texts.js';

interface SettingRowProps {
  setting: administration.PolicySetting;
  /** What the policy itself says; undefined where it inherits. */
  value: unknown;
  explained: administration.ExplainedSetting | undefined;
  /** Why it matters that it departs from the profile nist, where it does. */
  departs: string | undefined;
  fault: string | undefined;
  mayEdit: boolean;
  onValue: (value: unknown) => void;
}

/** One setting: what it does, what it is and where that comes from, and its field where the policy sets it. */
export function SettingRow(props: SettingRowProps): ReactNode {
  const { setting, value, explained, departs, fault, mayEdit, onValue } = props;
  const words = usePoliciesTexts();
  const { edit } = words;
  const name = setting.setting;
  const isSet = value !== undefined;
  const row = useRef<HTMLDivElement>(null);
  const hasMoved = useRef(false);
  // The button that was pressed is gone: the keyboard goes on with what came in its place.
  useEffect(() => {
    if (hasMoved.current)
      row.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    hasMoved.current = false;
  }, [isSet]);
  const change = (next: unknown) => {
    hasMoved.current = true;
    onValue(next);
  };
  return (
    <div ref={row} className="setting" role="group" aria-label={name}>
      {isSet && mayEdit ? (
        <SettingInput setting={setting} value={value} fault={fault} onValue={onValue} />
      ) : (
        <>
          <p className="setting-name">{name}</p>
          <p className="setting-help">
            <SettingHelp text={setting.description} />
          </p>
          <p>{isSet ? valueText(value, words) : inheritedText()}</p>
        </>
      )}
      {departs !== undefined && (
        <p className="setting-departs">
          {edit.departs(valueText(setting.nist?.value, words))} <span lang="en">{departs}</span>
        </p>
      )}
      {mayEdit &&
        (isSet ? (
          <Button
            variant="default"
            size="xs"
            aria-label={edit.inheritOne(name)}
            onClick={() => change(undefined)}
          >
            {edit.inherit}
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            aria-label={edit.setOne(name)}
            onClick={() => change(explained?.value ?? setting.shipped ?? emptyOf(setting.kind))}
          >
            {edit.set}
          </Button>
        ))}
    </div>
  );

  function inheritedText(): string {
    if (explained === undefined) return edit.inheritedUnknown;
    return edit.inherited(valueText(explained.value, words), originText(explained.origin, words));
  }
}

/** What a field begins with where nothing is inherited. */
function emptyOf(kind: administration.SettingKind): unknown {
  switch (kind.type) {
    case 'boolean':
      return false;
    case 'integer':
      return kind.minimum;
    case 'choice':
      return kind.choices[0];
    case 'moment':
      return new Date().toISOString();
    case 'choices':
    case 'texts':
    case 'entries':
      return [];
  }
}
