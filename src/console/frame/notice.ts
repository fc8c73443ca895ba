import { html, type Html } from '../../html/html.ts';

/** A sentence above a page: `good` if what the reader wanted happened, `bad` if it did not. */
export type Notice = { readonly kind: 'good' | 'bad' | 'info'; readonly text: string };

export function noticeView({ kind, text }: Notice): Html {
  return html`<p class="notice ${kind}" role="status">${text}</p>`;
}
