import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';
import { requiredSearchAttributes } from '../../src/contract/search-attributes.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';
import { createVirtualTime } from './virtual-time.ts';

/** `temporal.api.enums.v1.IndexedValueType` */
const valueTypes = { Keyword: 2, Datetime: 6 } as const;

/** Why there is no virtual time on this machine, if there is none. */
export function lacksVirtualTime(): boolean {
  return 'reason' in inject('timeSkipping');
}

/** The real thing on a Temporal whose clock jumps, and a simulator that goes by that clock. */
export async function inVirtualTime(
  options: Omit<StackOptions, 'temporal'>,
  live: (stack: Stack, environment: TestWorkflowEnvironment) => Promise<void>,
): Promise<void> {
  const timeSkipping = inject('timeSkipping');
  if ('reason' in timeSkipping) return;
  const environment = await createVirtualTime(timeSkipping.path);
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(
      Object.entries(requiredSearchAttributes).map(([name, type]) => [name, valueTypes[type]]),
    ),
  });
  const stack = await startStack({
    ...options,
    // Days of looks pass within seconds of the time that the rate limit counts by.
    dialect: { requestsPerSecond: 0, ...options.dialect },
    temporal: {
      client: environment.client,
      nativeConnection: environment.nativeConnection,
      nowMs: () => environment.currentTimeMs(),
    },
  });
  try {
    await live(stack, environment);
  } finally {
    await stack.stop();
    await environment.teardown();
  }
}
