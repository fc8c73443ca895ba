/** Text that is already markup. Every other value in a template is escaped. */
export type Html = { readonly text: string };

export function html(strings: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html {
  const escapedValues = values.map((value) =>
    typeof value === 'object' ? value.text : escape(String(value)),
  );
  return { text: String.raw({ raw: strings }, ...escapedValues) };
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
