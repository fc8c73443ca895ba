import type { Explanation } from '../../contract/api/explanation.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant, withInstants } from '../frame/instant.ts';

type Standing = Pick<Explanation, 'reason' | 'nextStep' | 'nextStepAt'> & {
  /** What an operator has to do, if the flow needs attention. */
  readonly remedy: string | undefined;
  readonly warnings?: readonly string[];
  /** What the time of the next step means: `At` or `At the latest`. */
  readonly timeLabel: string;
};

/** The heading of a page about one flow of a person. */
export function flowHeading(
  email: string,
  {
    firstName,
    lastName,
  }: { readonly firstName?: string | undefined; readonly lastName?: string | undefined },
): Html {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ');
  return html`<h1>${email}${name === '' ? '' : html` <span class="name">${name}</span>`}</h1>`;
}

/** Where a flow stands, and what happens next. */
export function standingSections({
  reason,
  nextStep,
  nextStepAt,
  remedy,
  warnings = [],
  timeLabel,
}: Standing): Html {
  return html`<section aria-labelledby="why">
      <h2 id="why">Where it stands</h2>
      <p>${withInstants(reason)}</p>
      ${remedy === undefined ? '' : html`<p class="remedy"><strong>What to do:</strong> ${remedy}</p>`}
      ${join(warnings.map((warning) => html`<p class="warning">${warning}</p>`))}
    </section>
    <section aria-labelledby="next">
      <h2 id="next">What happens next</h2>
      <p>${withInstants(nextStep)}</p>
      ${nextStepAt === undefined ? '' : html`<p>${timeLabel}: ${instant(nextStepAt)}</p>`}
    </section>`;
}
