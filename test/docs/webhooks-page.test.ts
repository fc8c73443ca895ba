import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultDeliveryRetries } from '../../src/contract/temporal/event-delivery.ts';
import { onboardingEvent } from '../../src/contract/api/events.ts';
import { serviceEventTypes } from '../../src/contract/api/service-events.ts';
import { receiversSetting } from '../../src/contract/config/receivers.ts';

const page = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const [configuration = '', event = ''] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json);

test('the example of a configuration is valid', () => {
  expect(receiversSetting.parse(configuration).map(({ name }) => name)).toEqual(['hr']);
});

test('the example of an event is valid', () => {
  expect(onboardingEvent.strict().parse(JSON.parse(event))).toEqual(JSON.parse(event));
});

test('every event type is listed, and no other', () => {
  const listed = [...page.matchAll(/^\| `(\w+\.\w+)`/gm)].map(([, type]) => type);
  expect(listed).toEqual([...serviceEventTypes]);
});

test('the attempts last three days, as the page says', () => {
  const { firstPauseMs, coefficient, longestPauseMs, attempts } = defaultDeliveryRetries;
  const pauses = Array.from({ length: attempts - 1 }, (_, nth) =>
    Math.min(firstPauseMs * coefficient ** nth, longestPauseMs),
  );
  expect(pauses.slice(0, 3)).toEqual([10_000, 30_000, 90_000]);
  const days = pauses.reduce((sum, ms) => sum + ms, 0) / 86_400_000;
  expect(days).toBeGreaterThan(3);
  expect(days).toBeLessThan(3.1);
  expect(page).toContain(`${attempts} attempts in three days`);
});
