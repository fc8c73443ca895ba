/** A code block of a shell command. */
export function bash(command: string): string {
  return fenced('bash', command);
}

export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

/** A call of the API, with `$API`, `$KEY` and `$ID` for the reader to fill in. */
export function curl(method: 'GET' | 'POST', path: string, body?: object): string {
  const lines = [
    method === 'GET' ? `curl -sS "$API${path}"` : `curl -sS -X POST "$API${path}"`,
    `-H "Authorization: Bearer $KEY"`,
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body)}'`]),
  ];
  return lines.join(' \\\n  ');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '--'), ...rows].map(formatRow).join('\n');
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Escapes text that is not Markdown: `iam.group.*` must not become emphasis. */
export function plain(text: string): string {
  return text.replaceAll(/[*<]/g, String.raw`\$&`);
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function codes(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.map(code).join(', ');
}
