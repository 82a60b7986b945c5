const SHAPE = { width: 18, height: 18, viewBox: '0 0 24 24', 'aria-hidden': true } as const;
const LINE = {
  ...{ fill: 'none', stroke: 'currentColor', strokeWidth: 2 },
  ...({ strokeLinecap: 'round', strokeLinejoin: 'round' } as const),
} as const;

export function SunIcon() {
  return (
    <svg {...SHAPE} {...LINE}>
      <circle cx="12" cy="12" r="4" />
      <path d="M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4" />
    </svg>
  );
}

export function MoonIcon() {
  return (
    <svg {...SHAPE} {...LINE}>
      <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z" />
    </svg>
  );
}

export function CheckIcon() {
  return (
    <svg {...SHAPE} {...LINE}>
      <path d="M5 12.5l4.5 4.5L19 7.5" />
    </svg>
  );
}

export function CrossIcon() {
  return (
    <svg {...SHAPE} {...LINE}>
      <path d="M6 6l12 12M18 6L6 18" />
    </svg>
  );
}

export function DotIcon() {
  return (
    <svg {...SHAPE}>
      <circle cx="12" cy="12" r="3.5" fill="currentColor" />
    </svg>
  );
}
