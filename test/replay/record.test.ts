import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { brakeEvent } from '../../src/contract/api/brake-event.ts';
import { onboardingEvent } from '../../src/contract/api/events.ts';
import { offboardingEvent } from '../../src/contract/api/offboarding-event.ts';
import { defined } from '../../src/contract/lib/optional.ts';
import { firstCompletedTask } from '../../src/workers/replay/history.ts';
import { startReceiver } from '../support/receiver.ts';
import { withStack } from '../support/with-stack.ts';
import { writeRecording } from './recordings.ts';
import { scenarios } from './scenarios/index.ts';
import { sceneOf } from './scenarios/scenario.ts';

const anyEvent = z.union([onboardingEvent, offboardingEvent, brakeEvent]);

/** Records what `replay.test.ts` replays: `npm run record:histories`. A scenario that fails keeps its old recording. */
describe.runIf(process.env['RECORD_HISTORIES']).concurrent('recording', () => {
  test.each(scenarios)('$name', async ({ name, options, events, play }) => {
    const receiver = await startReceiver((event) => anyEvent.parse(event));
    const webhooks = events ? receiver.webhooks() : undefined;
    try {
      await withStack({ ...options, ...defined({ webhooks }) }, async (stack) => {
        const { workflowId, runId } = await play(sceneOf(stack, receiver));
        const history = await stack.client.workflow.getHandle(workflowId, runId).fetchHistory();
        // Otherwise there is nothing to replay.
        expect(firstCompletedTask(history.events ?? [])).toBeGreaterThan(0);
        writeRecording(name, history);
      });
    } finally {
      receiver.stop();
    }
  });
});
