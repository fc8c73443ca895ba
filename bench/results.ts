import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Figure } from './figures/figure.ts';

/** What the last measuring of each part gave. */
export type Results = Readonly<
  Record<string, { readonly measuredAt: string; readonly figures: readonly Figure[] }>
>;

const file = new URL('results.json', import.meta.url);

export function readResults(): Results {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : {};
}

/** Both sides of a comparison are in one part, so a part may be measured alone; the others keep what they have. */
export function keep(part: string, figures: readonly Figure[]): Results {
  const results = { ...readResults(), [part]: { measuredAt: new Date().toISOString(), figures } };
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  return results;
}
