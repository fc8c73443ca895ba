import { expect, test } from 'vitest';
import { withInstants } from '../../../src/console/frame/instant.ts';
import { render } from '../../../src/html/html.ts';

const shown = (text: string) => render(withInstants(text));

test('every instant in a text becomes a time that the reader’s zone applies to', () => {
  const text = shown('From 2026-06-29 09:00 UTC to 2026-06-30 10:11:12 UTC & on.');
  expect(text).toBe(
    'From <time datetime="2026-06-29T09:00:00Z" title="2026-06-29 09:00:00 UTC">2026-06-29 09:00 UTC</time>' +
      ' to <time datetime="2026-06-30T10:11:12Z" title="2026-06-30 10:11:12 UTC">2026-06-30 10:11 UTC</time> &amp; on.',
  );
});

test.each(['no instant', 'on 2026-06-29', 'impossible: 2026-13-40 99:99 UTC'])(
  'other text stays: %s',
  (text) => {
    expect(shown(text)).toBe(text);
  },
);
