import { expect, test } from 'vitest';
import { mapPerPerson } from '../../src/onboardings/for-each-person.ts';

test('serves the requests of one person one after another, and returns the results in the order given', async () => {
  const order: string[] = [];
  const requests = [
    { email: 'ada@example.com', name: 'first' },
    { email: 'bob@example.com', name: 'other' },
    { email: 'ada@Example.com', name: 'second' },
  ];
  const results = await mapPerPerson(requests, async ({ name }) => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
    return name;
  });
  expect(results).toEqual(['first', 'other', 'second']);
  expect(order.indexOf('second begins')).toBeGreaterThan(order.indexOf('first ends'));
  expect(order.indexOf('other begins')).toBeLessThan(order.indexOf('first ends'));
});
