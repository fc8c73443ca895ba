import { html, type Html, join } from './html.ts';

/** A page with more rows than this is no help to a reader, and slow. */
export const maxRows = 100;

export function table(heads: readonly (Html | string)[], rows: readonly Html[], total: number): Html {
  return html`<div class="wide">
      <table>
        <thead>
          <tr>
            ${join(heads.map((head) => html`<th>${head}</th>`))}
          </tr>
        </thead>
        <tbody>
          ${join(rows)}
        </tbody>
      </table>
    </div>
    ${total > rows.length ? html`<p class="empty">… and ${total - rows.length} older ones.</p>` : ''}`;
}
