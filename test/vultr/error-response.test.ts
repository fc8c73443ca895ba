import { describe, expect, test } from 'vitest';
import { classifyStatus, retryAfterMs, errorText } from '../../src/vultr/error-response.ts';

describe('the kind of error', () => {
  test.each([
    [401, 'Invalid API token.', 'unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [404, 'Not found.', 'not_found'],
    [400, 'Cannot add instance.', 'refused'],
    [405, 'Method not allowed.', 'refused'],
    [409, '', 'refused'],
    [422, '', 'refused'],
    [429, 'rate limit exceeded', 'rate_limited'],
    [408, '', 'unavailable'],
    [500, '', 'unavailable'],
    [501, '', 'refused'],
    [502, '', 'unavailable'],
    [504, '', 'unavailable'],
    [302, '', 'unreadable'],
  ])('%i %s is %s', (status, text, kind) => {
    expect(classifyStatus(status, text, true)).toBe(kind);
  });

  test.each([
    'Invalid UUID format.',
    'Invalid id',
    'Invalid instance id.',
    'invalid invitation-id',
    'Invalid invite_id.',
    'Invalid user.',
    'Invite not found.',
  ])('400 %s means "not found" in a lookup only', (text) => {
    expect(classifyStatus(400, text, true)).toBe('not_found');
    expect(classifyStatus(400, text, false)).toBe('refused');
  });

  test.each(['Invalid per_page.', 'Invalid cursor.', 'Invalid email address.', 'Invalid video'])(
    '400 %s is always refused',
    (text) => {
      expect(classifyStatus(400, text, true)).toBe('refused');
    },
  );
});

describe('the text of a response', () => {
  test.each([
    ['{"error":"Invalid API token.","status":401}', 'Invalid API token.'],
    ['{"status":404,"error":"VPC not found.","is_external_error":false}', 'VPC not found.'],
    ['{"error":"no status"}', 'no status'],
    ['{"message":"other key"}', '{"message":"other key"}'],
    ['rate limit exceeded', 'rate limit exceeded'],
    ['', ''],
    ['two\r\nlines\u001b[31m', 'two lines [31m'],
    [
      '<html>\n<head><title>504</title><style>b{color:red}</style></head><body><!-- x > y --><h1>504 Gateway Time-out</h1><hr>nginx</body></html>',
      '504 Gateway Time-out nginx',
    ],
  ])('%j is %j', (body, text) => {
    expect(errorText(body, 'SECRET')).toBe(text);
  });

  test('is shortened if it is long', () => {
    expect(errorText('x'.repeat(301), 'SECRET')).toBe(`${'x'.repeat(300)}…`);
    expect(errorText('x'.repeat(300), 'SECRET')).toBe('x'.repeat(300));
  });

  test('stays well-formed if it is cut inside a character', () => {
    expect(errorText(`${'x'.repeat(299)}😀`, 'SECRET').isWellFormed()).toBe(true);
  });

  test.each(['{"error":"no such key: SECRET"}', '<p>SECRET</p>', 'SECRET', `${'x'.repeat(297)}SECRET`])(
    'does not repeat the key: %s',
    (body) => {
      expect(errorText(body, 'SECRET')).not.toContain('SEC');
    },
  );
});

describe('Retry-After', () => {
  const date = 'Sun, 22 Nov 2026 12:00:00 GMT';

  test.each([
    [{ 'retry-after': '5' }, 5_000],
    [{ 'retry-after': ' 5 ' }, 5_000],
    [{ 'retry-after': '2.5' }, 2_500],
    [{ 'retry-after': '0' }, 1_000],
    [{ 'retry-after': '0.2' }, 1_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 12:00:30 GMT', date }, 30_000],
    [{ 'retry-after': 'Sunday, 22-Nov-26 12:00:30 GMT', date }, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 11:59:00 GMT', date }, 1_000],
    [{}, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '5, 5' }, undefined],
    [{ 'retry-after': '1e3' }, undefined],
    [{ 'retry-after': '99999999999' }, undefined],
    [{ 'retry-after': 'Mon, 22 Nov 2027 12:00:00 GMT', date }, undefined],
  ])('%j is %s ms', (headers, ms) => {
    expect(retryAfterMs(new Headers(headers))).toBe(ms);
  });

  test('a date without a `Date` header is measured against the local clock', () => {
    const until = new Date(Date.now() + 60_000).toUTCString();
    const ms = retryAfterMs(new Headers({ 'retry-after': until }));
    expect(ms).toBeGreaterThan(50_000);
    expect(ms).toBeLessThanOrEqual(60_000);
  });
});
