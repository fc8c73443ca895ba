import { createVultrClient } from '../../src/vultr/client.ts';
import { createDeadline } from '../../src/vultr/deadline.ts';
import { createRateBudget } from '../../src/vultr/rate-budget.ts';

/**
 * A program that sends three writes to the URL of its first argument, one per second, each of which takes at most one
 * second and must be over within the milliseconds of the second argument. Prints the outcome of each.
 */
const [baseUrl = '', ms = ''] = process.argv.slice(2);
const client = createVultrClient({
  baseUrl,
  apiKey: 'a-key-of-a-test',
  timeoutMs: 1_000,
  budget: createRateBudget({ requestsPerSecond: 1 }),
});
const deadline = createDeadline(Number(ms));
const writes = ['a', 'b', 'c'].map((id) => client.invitations.resend(id, { deadline }));
for (const { status, ...settled } of await Promise.allSettled(writes)) {
  const outcome = 'reason' in settled ? (settled.reason as { kind: string }).kind : status;
  process.stdout.write(`${outcome}\n`);
}
