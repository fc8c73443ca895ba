import { html, type Html, join } from '../../html/html.ts';

export type BarTable = {
  /** The names of the two columns: what is counted by, and what is counted. */
  readonly heads: readonly [string, string];
  readonly rows: readonly (readonly [string, number])[];
};

/**
 * A chart that is a table: each row has its bar. So it reads the same for everyone, and fits a narrow screen. The largest
 * count has the longest bar.
 */
export function barTable({ heads: [label, counted], rows }: BarTable): Html {
  const largest = Math.max(1, ...rows.map(([, count]) => count));
  const row = ([name, count]: readonly [string, number]) =>
    html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${count}</td>
      <td class="bar" aria-hidden="true">${bar(count / largest)}</td>
    </tr>`;
  return html`<table class="bars">
    <thead>
      <tr>
        <th scope="col">${label}</th>
        <th scope="col">${counted}</th>
        <td class="bar" aria-hidden="true"></td>
      </tr>
    </thead>
    <tbody>
      ${join(rows.map(row))}
    </tbody>
  </table>`;
}

function bar(share: number): Html {
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" focusable="false">
    <rect width="${(share * 100).toFixed(1)}" height="10" />
  </svg>`;
}
