const markup = Symbol('markup');

/**
 * Text that is already markup. Only `html` and `join` make it: the key is private to this file, so no value of a request
 * can pass for it.
 */
export type Html = { readonly [markup]: string };

/** A template of markup. Every value in it is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html {
  const escapedValues = values.map((value) =>
    typeof value === 'object' ? value[markup] : escape(String(value)),
  );
  return { [markup]: String.raw({ raw: strings }, ...escapedValues) };
}

export function join(parts: readonly Html[]): Html {
  return { [markup]: parts.map(render).join('') };
}

/** The markup as text, to be sent. */
export function render(part: Html): string {
  return part[markup];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
