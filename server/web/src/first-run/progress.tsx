import { useFirstRunTexts } from './texts/first-run-texts.js';

export const FIRST_RUN_STEPS = [
  'code',
  'administrator',
  'sign-in',
  'directory',
  'workstation',
  'logon',
] as const;
export type FirstRunStep = (typeof FIRST_RUN_STEPS)[number];

/** Where the first run stands. */
export function Progress({ current }: { current: FirstRunStep | 'over' }) {
  const words = useFirstRunTexts();
  const at = current === 'over' ? FIRST_RUN_STEPS.length : FIRST_RUN_STEPS.indexOf(current);
  return (
    <nav aria-label={words.progress}>
      <ol className="progress">
        {FIRST_RUN_STEPS.map((step, index) => (
          <li
            key={step}
            {...(index === at && { 'aria-current': 'step' as const })}
            data-state={index < at ? 'done' : 'open'}
          >
            {words.steps[step]}
            {index < at && <span className="visually-hidden">: {words.done}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
