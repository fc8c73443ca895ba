import { html, type Html } from '../../html/html.ts';

/** A row of a table of counts; none for nothing. */
export function countRow(count: number, text: string): Html {
  return count === 0
    ? html``
    : html`<tr>
        <td class="number">${count}</td>
        <th scope="row">${text}</th>
      </tr>`;
}
