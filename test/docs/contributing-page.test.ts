import { existsSync, globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { codesIn, firstCodes, readPage, tableAfter } from './page.ts';

const page = readPage('CONTRIBUTING.md');
const root = new URL('../../', import.meta.url);

/** `npm test` and `npm run check` as the names of scripts. `npm ci` is none. */
function scriptsIn(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(
    ([, named, short]) => named ?? short ?? '',
  );
}

/** The folders of `src` or `test` that have a TypeScript file. */
function foldersOf(parent: string): string[] {
  const files = globSync(`${parent}/*/**/*.ts`, { cwd: root });
  return [...new Set(files.map((file) => file.split('/')[1] ?? ''))].toSorted();
}

describe('the scripts', () => {
  const scripts = Object.keys(packageJson.scripts).toSorted();
  const groups = ['### Run', '### Test', '### Check', '### Docs', '### Benchmark', '### Operate'];

  test('every npm script has one row, and no row is left over', () => {
    const documented = groups.flatMap((heading) =>
      firstCodes(tableAfter(page, heading)).flatMap((code) => scriptsIn(code)),
    );
    expect(documented.toSorted()).toEqual(scripts);
  });

  test('no other script is named anywhere on the page', () => {
    expect(scriptsIn(page).filter((script) => !scripts.includes(script))).toEqual([]);
  });
});

describe('the folders', () => {
  test('every folder of src has a row', () => {
    const documented = firstCodes(tableAfter(page, '## Source')).map((path) => path.replace('src/', ''));
    expect(documented.toSorted()).toEqual(foldersOf('src'));
  });

  test('every folder of test that mirrors none of src has a row', () => {
    const documented = firstCodes(tableAfter(page, '## Tests')).map((path) => path.replace('test/', ''));
    const mirrored = foldersOf('src');
    expect(documented.toSorted()).toEqual(foldersOf('test').filter((name) => !mirrored.includes(name)));
  });

  test('every path that the page names exists', () => {
    const paths = codesIn(page.replace(/```.*?```/gs, '')).filter((code) =>
      /^(?:src|test|docs|tools|bench|deploy)\/[\w./-]+$/.test(code),
    );
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});
