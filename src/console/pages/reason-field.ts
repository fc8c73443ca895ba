import { html, type Html } from '../../html/html.ts';

/** The field for the reason of a command. `flow` names what keeps the reason; `entered` is what the reader has typed before. */
export function reasonField(
  command: string,
  flow: 'onboarding' | 'offboarding',
  isRequired: boolean,
  entered: string | undefined,
): Html {
  const id = `${command}-reason`;
  return html`<p>
    <label for="${id}">Reason${isRequired ? '' : ' (optional)'}</label>
    <input
      id="${id}"
      name="reason"
      maxlength="500"
      autocomplete="off"
      value="${entered ?? ''}"
      ${isRequired ? html`required` : ''}
    />
    <small>The ${flow} keeps it, with your name.</small>
  </p>`;
}
