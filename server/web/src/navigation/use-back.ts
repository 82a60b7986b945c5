import { useEffect, useRef } from 'react';

/** Of the entry in the browser's history that stands for a conversation in progress. */
const MARK = 'gatehouse-step';

/**
 * Lets the browser's Back button leave a conversation instead of the page.
 * @param isOpen whether one is in progress
 * @param onBack gives it up
 */
export function useBack(isOpen: boolean, onBack: () => void): void {
  const back = useRef(onBack);
  useEffect(() => {
    back.current = onBack;
  });
  useEffect(() => {
    if (!isOpen) return;
    // After a reload in the middle the entry is there already.
    if (!isMarked()) history.pushState(MARK, '');
    const leave = () => back.current();
    addEventListener('popstate', leave);
    return () => {
      removeEventListener('popstate', leave);
      // It ended by itself: what was before it is the same page.
      if (isMarked()) history.back();
    };
  }, [isOpen]);
}

function isMarked(): boolean {
  return history.state === MARK;
}
