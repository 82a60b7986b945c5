import type { ReactNode } from 'react';

import { DataTable } from '../data-table.js';
import { useAuditTexts } from './texts/audit-texts.js';

export type Tone = 'first' | 'second' | 'third';

/** What a part of a bar stands for. */
export interface Series {
  name: string;
  tone: Tone;
}

export interface Bar {
  label: string;
  /** One number a series. */
  values: readonly number[];
}

interface ChartProps {
  title: string;
  lead?: string | undefined;
  /** What the bars are, as the head of a table. */
  what: string;
  series: readonly Series[];
  bars: readonly Bar[];
  /** What a full bar is; the longest bar when absent. */
  full?: number;
}

/**
 * Bars beneath each other, each with its numbers in words. It is drawn with attributes alone: the policy of the pages lets
 * no style into the document. The same numbers are there as a table.
 */
export function BarChart({ title, lead, what, series, bars, full }: ChartProps): ReactNode {
  const longest = full ?? Math.max(1, ...bars.map(({ values }) => sum(values)));
  return (
    <Figure {...{ title, lead, what, series, bars }}>
      <ul>
        {bars.map(({ label, values }) => (
          <li key={label}>
            {label}: {said(series, values)}
            <svg className="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
              {series.map(({ name, tone }, at) => (
                <rect
                  key={name}
                  className={`tone-${tone}`}
                  x={(100 * sum(values.slice(0, at))) / longest}
                  y={0}
                  width={(100 * (values[at] ?? 0)) / longest}
                  height={10}
                />
              ))}
            </svg>
          </li>
        ))}
      </ul>
    </Figure>
  );
}

/** Columns beside each other, for what follows in time. */
export function ColumnChart({ title, lead, what, series, bars }: ChartProps): ReactNode {
  const highest = Math.max(1, ...bars.map(({ values }) => sum(values)));
  const width = 100 / Math.max(1, bars.length);
  return (
    <Figure {...{ title, lead, what, series, bars }}>
      <div className="axis">
        <span>{highest}</span>
      </div>
      <svg
        className="columns"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={title}
      >
        {bars.flatMap(({ label, values }, column) =>
          series.map(({ name, tone }, at) => {
            const height = (100 * (values[at] ?? 0)) / highest;
            return (
              <rect
                key={`${label} ${name}`}
                className={`tone-${tone}`}
                x={column * width + width * 0.1}
                y={100 - height - (100 * sum(values.slice(0, at))) / highest}
                width={width * 0.8}
                height={height}
              />
            );
          }),
        )}
      </svg>
      <div className="axis">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
    </Figure>
  );
}

function Figure(props: ChartProps & { children: ReactNode }): ReactNode {
  const { title, lead, what, series, bars, children } = props;
  const { chart } = useAuditTexts();
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      {lead !== undefined && <p>{lead}</p>}
      {bars.length === 0 ? (
        <p>{chart.empty}</p>
      ) : (
        <>
          {series.length > 1 && (
            <ul className="legend">
              {series.map(({ name, tone }) => (
                <li key={name}>
                  <svg viewBox="0 0 10 10" aria-hidden>
                    <rect className={`tone-${tone}`} width={10} height={10} />
                  </svg>
                  {name}
                </li>
              ))}
            </ul>
          )}
          {children}
          <details>
            <summary>{chart.asTable}</summary>
            <DataTable
              caption={title}
              head={[what, ...series.map(({ name }) => name)]}
              rows={bars.map(({ label, values }) => ({
                key: label,
                cells: [label, ...values.map(String)],
              }))}
            />
          </details>
        </>
      )}
    </figure>
  );
}

function said(series: readonly Series[], values: readonly number[]): string {
  if (series.length === 1) return String(values[0] ?? 0);
  return series.map(({ name }, at) => `${String(values[at] ?? 0)} ${name}`).join(', ');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
