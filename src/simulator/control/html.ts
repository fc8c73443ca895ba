/** Text that is markup already. Everything else that stands in a template is escaped. */
export type Html = { readonly text: string };

export function html(strings: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html {
  const inserted = values.map((value) => (typeof value === 'object' ? value.text : escape(String(value))));
  return { text: String.raw({ raw: strings }, ...inserted) };
}

export function join(parts: readonly Html[]): Html {
  return { text: parts.map(({ text }) => text).join('') };
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
