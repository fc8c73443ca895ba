import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/telemetry/vultr-metrics.ts';

test.each([
  ['ok', 204, '2xx'],
  ['unauthorized', 401, '401'],
  ['rate_limited', 429, '429'],
  ['unavailable', 408, '408'],
  ['unavailable', 503, '5xx'],
  ['unavailable', undefined, 'network'],
  ['unreadable', 200, 'unreadable'],
  ['aborted', undefined, 'aborted'],
])('a request with outcome %s and status %s counts as %s', (outcome, status, label) => {
  expect(outcomeOf({ outcome, status })).toBe(label);
});
