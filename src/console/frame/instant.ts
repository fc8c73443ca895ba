import { formatInstant, formatMinute } from '../../contract/lib/format-instant.ts';
import { html, type Html, join } from '../../html/html.ts';

/**
 * An ISO 8601 instant. Without a script it reads in UTC, to the minute; `console.js` shows it in the reader's time zone.
 * The exact instant is its title.
 */
export function instant(iso: string): Html {
  return html`<time datetime="${iso}" title="${formatInstant(iso)}">${formatMinute(iso)}</time>`;
}

const formatted = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})? UTC/;

/** Text in which every instant that `formatInstant` or `formatMinute` wrote becomes an `instant`. */
export function withInstants(text: string): Html {
  const match = formatted.exec(text);
  if (match === null) return html`${text}`;
  const [written, date, minute, second = ':00'] = match;
  const iso = `${date}T${minute}${second}Z`;
  if (Number.isNaN(Date.parse(iso))) return html`${text}`;
  return join([
    html`${text.slice(0, match.index)}${instant(iso)}`,
    withInstants(text.slice(match.index + written.length)),
  ]);
}
