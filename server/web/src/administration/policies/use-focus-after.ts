import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/**
 * Where the keyboard goes on when the button that was pressed is gone, or cannot be pressed any more.
 * @returns the element that the buttons are in, and what tells it with a press: names of buttons, the nearest first
 */
export function useFocusAfter<T extends HTMLElement>(): [
  RefObject<T | null>,
  (...names: (string | undefined)[]) => void,
] {
  const root = useRef<T>(null);
  const next = useRef<readonly (string | undefined)[]>([]);
  useEffect(() => {
    const buttons = [
      ...(root.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? []),
    ];
    const names = buttons.map((button) => button.getAttribute('aria-label') ?? button.textContent);
    const found = next.current.find((name) => name !== undefined && names.includes(name));
    next.current = [];
    if (found !== undefined) buttons[names.indexOf(found)]?.focus();
  });
  return [
    root,
    (...names) => {
      next.current = names;
    },
  ];
}
