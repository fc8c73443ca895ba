import { maxItems } from '../../contract/api/batch.ts';
import { dateOrders } from '../../csv/parse-date.ts';
import { html, type Html, join } from '../../html/html.ts';
import type { ImportKind } from '../import/kinds.ts';
import { encodings, type OptionField, optionFields } from '../import/option-fields.ts';
import type { Upload } from '../import/upload.ts';
import { importPath, leaversPath } from '../paths.ts';

type FormKind = Pick<ImportKind<never, never>, 'title' | 'path' | 'example' | 'textOptions'> & {
  readonly subject: { readonly needs: string };
};

/** The form for a file. `upload` is what a person has sent before, if it could not be read. */
export function formView({ title, path, subject, example, textOptions }: FormKind, upload?: Upload): Html {
  const option = (field: OptionField) => upload?.options[field] ?? '';
  return html`<h1>${title}</h1>
    <p>
      Choose or paste a CSV file. You then see what would happen to each row, and nothing happens until you
      start that plan. Importing the same file again changes nothing.
    </p>
    <form method="post" action="${path}" enctype="multipart/form-data" class="stack">
      <p>
        <label for="file">CSV file</label>
        <input
          type="file"
          id="file"
          name="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-describedby="limits"
        />
        <small id="limits">At most 1 MB and ${maxItems} rows.</small>
      </p>
      <p>
        <label for="text">or its rows</label>
        <textarea id="text" name="text" rows="6" spellcheck="false" aria-describedby="columns-help">
${upload?.isPasted === true ? upload.bytes.toString() : ''}</textarea>
      </p>
      <div id="columns-help">
        <p>The first line names the columns; ${subject.needs}. For example:</p>
        <pre>${example}</pre>
      </div>
      <details id="options" ${isAnyGiven(upload) ? html`open` : ''}>
        <summary>Options for files of other systems</summary>
        ${join(textOptions.map((name) => textField(name, option(name), hints[name])))}
        <p>
          <label for="columns">${optionFields.columns}</label>
          <textarea id="columns" name="columns" rows="2" spellcheck="false" aria-describedby="columns-hint">
${option('columns')}</textarea>
          <small id="columns-hint">One per line, such as email=Work Email.</small>
        </p>
        ${choice('dates', ['', ...dateOrders], option('dates'), 'How to read dates such as 07/01/2026.')}
        ${textField('at', option('at'), 'With the offset from UTC, such as 18:00+02:00.')}
        ${choice('encoding', ['', ...encodings], option('encoding'), 'Of the file, if names look wrong.')}
      </details>
      <p><button type="submit">Show the plan</button></p>
    </form>
    <p>
      ${
        path === leaversPath
          ? html`<a href="${importPath}">Import hires instead</a>`
          : html`<a href="${leaversPath}">Import leavers instead</a>`
      }
    </p>`;
}

/** Examples for the fields that stand in for a column. */
const hints: Readonly<Partial<Record<OptionField, string>>> = {
  roles: 'Separated by semicolons, such as developers.',
  group: 'Such as Developers.',
  policies: 'Separated by semicolons.',
  reason: 'Such as The office closes.',
};

function isAnyGiven(upload: Upload | undefined): boolean {
  return Object.values(upload?.options ?? {}).some((text) => text !== '');
}

function textField(name: OptionField, value: string, hint = ''): Html {
  return html`<p>
    <label for="${name}">${optionFields[name]}</label>
    <input type="text" id="${name}" name="${name}" value="${value}" aria-describedby="${name}-hint" />
    <small id="${name}-hint">${hint}</small>
  </p>`;
}

function choice(name: OptionField, values: readonly string[], chosen: string, hint: string): Html {
  const option = (value: string) =>
    html`<option value="${value}" ${value === chosen ? html`selected` : ''}>
      ${value === '' ? 'not set' : value}
    </option>`;
  return html`<p>
    <label for="${name}">${optionFields[name]}</label>
    <select id="${name}" name="${name}" aria-describedby="${name}-hint">
      ${join(values.map(option))}
    </select>
    <small id="${name}-hint">${hint}</small>
  </p>`;
}
