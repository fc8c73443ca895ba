import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inParallel } from '../../support/in-parallel.ts';
import { describeScimEvents, type ScimEvent, scimSequences } from './events.ts';
import { createRealUser } from './real-user.ts';
import { type ScimService, startScimService } from './scim-service.ts';

/** `PROPERTY_RUNS=200 PROPERTY_SEED=7 npx vitest run test/properties/scim` for a long run, or to repeat a failure. */
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 5);
const seed = Number(process.env['PROPERTY_SEED'] ?? 20_261_127);
const maxLength = 10;
const atOnce = 8;
const timeout = 3_600_000;

let service: ScimService;
beforeAll(async () => (service = await startScimService()));
afterAll(() => service?.stop());

/** Plays each sequence with a user of its own; all of them share the groups, the brake and the workers. */
async function play(sequences: readonly (readonly ScimEvent[])[], name: string): Promise<string[]> {
  const users = sequences.map((_, number) => createRealUser(service, `${name}.${number}`));
  const failures = await inParallel(users, atOnce, async (user, number) => {
    try {
      await user.play(sequences[number] ?? []);
      await user.finish();
      return [];
    } catch (error) {
      return [`${String(error)}\n  in ${describeScimEvents(sequences[number] ?? [])}`];
    }
  });
  if (failures.flat().length > 0) return failures.flat();
  // What should not have happened has had time to happen by now.
  await Promise.all(users.map((user) => user.assertUnchanged()));
  return [];
}

test(
  'a user ends with what the last wish asks for, and with no more, in random sequences',
  { timeout },
  async () => {
    const sampled = fc.sample(scimSequences(maxLength), { numRuns, seed });
    expect(await play(sampled, 'random'), `PROPERTY_SEED=${seed} PROPERTY_RUNS=${numRuns}`).toEqual([]);
  },
);
