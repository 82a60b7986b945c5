import { Button, Group, Text } from '@mantine/core';
import { useId } from 'react';
import type { ReactNode } from 'react';

import { usePoliciesTexts } from './texts/policies-texts.js';

interface ChoicesInputProps {
  label: string;
  description: ReactNode;
  error: string | undefined;
  choices: readonly string[];
  chosen: readonly string[];
  onChosen: (chosen: string[]) => void;
}

/** Some of several words, in an order. */
export function ChoicesInput(props: ChoicesInputProps): ReactNode {
  const { label, description, error, choices, chosen, onChosen } = props;
  const { edit, none } = usePoliciesTexts();
  const help = useId();
  const fault = useId();
  const without = (word: string) => chosen.filter((one) => one !== word);
  const earlier = (at: number) => {
    const moved = [...chosen];
    moved.splice(at - 1, 2, ...chosen.slice(at - 1, at + 1).toReversed());
    onChosen(moved);
  };
  return (
    <fieldset className="portal-fieldset" aria-describedby={`${help} ${fault}`}>
      <legend className="setting-name">{label}</legend>
      <p id={help} className="setting-help">
        {description}
      </p>
      {chosen.length === 0 && <Text>{none}</Text>}
      <ol>
        {chosen.map((word, at) => (
          <li key={word}>
            <Group gap="xs">
              <span>{word}</span>
              {at > 0 && (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={edit.earlier(word)}
                  onClick={() => earlier(at)}
                >
                  ↑
                </Button>
              )}
              <Button
                variant="default"
                size="xs"
                aria-label={edit.removeOne(word)}
                onClick={() => onChosen(without(word))}
              >
                {edit.remove}
              </Button>
            </Group>
          </li>
        ))}
      </ol>
      <Group gap="xs">
        {choices
          .filter((word) => !chosen.includes(word))
          .map((word) => (
            <Button
              key={word}
              variant="default"
              size="xs"
              onClick={() => onChosen([...chosen, word])}
            >
              {edit.addOne(word)}
            </Button>
          ))}
      </Group>
      <p id={fault} className="setting-fault">
        {error}
      </p>
    </fieldset>
  );
}
