import { Button, Group, Text } from '@mantine/core';
import { useId } from 'react';
import type { ReactNode } from 'react';

import { usePoliciesTexts } from './texts/policies-texts.js';
import { useFocusAfter } from './use-focus-after.js';

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
  const [root, focusAfter] = useFocusAfter<HTMLFieldSetElement>();
  const others = choices.filter((word) => !chosen.includes(word));
  const removal = (word: string | undefined) => word && edit.removeOne(word);
  const addition = (word: string | undefined) => word && edit.addOne(word);
  const remove = (word: string, at: number) => {
    focusAfter(removal(chosen[at + 1]), removal(chosen[at - 1]), addition(word));
    onChosen(chosen.filter((one) => one !== word));
  };
  const add = (word: string, at: number) => {
    focusAfter(addition(others[at + 1]), addition(others[at - 1]), removal(word));
    onChosen([...chosen, word]);
  };
  const earlier = (word: string, at: number) => {
    focusAfter(...(at > 1 ? [edit.earlier(word)] : []), removal(word));
    const moved = [...chosen];
    moved.splice(at - 1, 2, ...chosen.slice(at - 1, at + 1).toReversed());
    onChosen(moved);
  };
  return (
    <fieldset ref={root} className="portal-fieldset" aria-describedby={`${help} ${fault}`}>
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
                  onClick={() => earlier(word, at)}
                >
                  ↑
                </Button>
              )}
              <Button
                variant="default"
                size="xs"
                aria-label={edit.removeOne(word)}
                onClick={() => remove(word, at)}
              >
                {edit.remove}
              </Button>
            </Group>
          </li>
        ))}
      </ol>
      <Group gap="xs">
        {others.map((word, at) => (
          <Button key={word} variant="default" size="xs" onClick={() => add(word, at)}>
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
