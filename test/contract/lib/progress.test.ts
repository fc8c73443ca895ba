import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createProgress } from '../../../src/contract/lib/progress.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** A stream that keeps what is written to it. With `columns` it is a terminal of that width. */
function stream(columns?: number) {
  const written: string[] = [];
  const output = {
    write: (text: string) => written.push(text),
    ...(columns === undefined ? {} : { isTTY: true, columns }),
  };
  return { progress: createProgress(output), output, text: () => written.join('') };
}

/** What a terminal shows after the text, line by line and without spaces at the end. */
function screen(text: string): string[] {
  const lines: string[] = [''];
  let column = 0;
  for (const character of text) {
    if (character === '\n') lines.push('');
    if (character === '\n' || character === '\r') column = 0;
    else {
      const line = lines.at(-1) ?? '';
      lines[lines.length - 1] = line.slice(0, column) + character + line.slice(column + 1);
      column += 1;
    }
  }
  return lines.map((line) => line.trimEnd());
}

describe('on a terminal', () => {
  test('an update overwrites a longer one completely', () => {
    const { progress, text } = stream(80);
    progress.print('Building.');
    progress.update('10 s, 100 packages');
    progress.update('9 s');
    expect(screen(text())).toEqual(['Building.', '9 s']);
  });

  test('a printed line takes the place of the update, and so does nothing', () => {
    const { progress, text } = stream(80);
    progress.update('10 s, 100 packages');
    progress.print('Built.');
    progress.update('Linking');
    progress.clear();
    expect(screen(text())).toEqual(['Built.', '']);
    expect(text().endsWith('\r')).toBe(true);
  });

  test.each([
    [20, 'Building: 10 s, 10…'],
    [25, 'Building: 10 s, 100 pac…'],
    [38, 'Building: 10 s, 100 packages compile…'],
    [39, 'Building: 10 s, 100 packages compiled.'],
    [1, '…'],
  ])('a line never fills all %d columns, so that it does not wrap', (columns, shown) => {
    const { progress, text } = stream(columns);
    progress.update('Building: 10 s, 100 packages compiled.');
    expect(screen(text())).toEqual([shown]);
  });

  test('the width may change', () => {
    const { progress, output, text } = stream(80);
    progress.update('0123456789');
    Object.assign(output, { columns: 6 });
    progress.update('0123456789');
    expect(screen(text())).toEqual(['0123…']);
  });
});

describe('in a file', () => {
  test('an update is printed at most once a minute', () => {
    const { progress, text } = stream();
    progress.print('Building.');
    for (let second = 1; second <= 240; second++) {
      vi.advanceTimersByTime(1_000);
      progress.update(`${second} s`);
    }
    progress.clear();
    progress.print('Built.');
    expect(text()).toBe('Building.\n60 s\n120 s\n180 s\n240 s\nBuilt.\n');
  });

  test('work that is done within a minute leaves no update', () => {
    const { progress, text } = stream();
    vi.advanceTimersByTime(59_000);
    progress.update('59 s');
    expect(text()).toBe('');
  });
});
