import { html, type Html, join } from '../../html/html.ts';

/** More rows than this would be slow and of no help to a reader. */
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
    ${total > rows.length ? html`<p class="empty">… and ${total - rows.length} older</p>` : ''}`;
}
