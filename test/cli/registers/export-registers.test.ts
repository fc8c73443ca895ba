import { randomBytes } from 'node:crypto';
import { TypedSearchAttributes } from '@temporalio/common';
import { expect, test } from 'vitest';
import { exportRegisters } from '../../../src/cli/registers/export-registers.ts';
import { personKeysAttribute } from '../../../src/contract/temporal/search-attributes.ts';
import { workflows } from '../../../src/contract/temporal/workflow-definitions.ts';
import { newRecord } from '../../../src/contract/temporal/person-record.ts';
import { originOf } from '../../../src/onboardings/new-flow.ts';
import type { Execution } from '../../../src/temporal/execution.ts';
import type { OrganizationClient } from '../../../src/temporal/organization-client.ts';
import { exampleOnboarding, validBody } from '../../api/fake-onboardings.ts';

const newId = () => `person-${randomBytes(16).toString('hex')}`;

function execution(workflowId: string, changes: Partial<Execution> = {}): Execution {
  return {
    workflowId,
    runId: randomBytes(4).toString('hex'),
    type: workflows.person.name,
    status: { name: 'RUNNING' },
    startTime: new Date(),
    typedSearchAttributes: new TypedSearchAttributes([{ key: personKeysAttribute, value: [] }]),
    memo: { erasedAt: '2026-06-29T09:00:00.000Z', flow: 1 },
    ...changes,
  };
}

const hired = newRecord({ request: validBody, origin: originOf(validBody, { name: 'hr' }, 1) });
const awaiting = { view: exampleOnboarding({ state: 'awaiting_acceptance' }), record: hired };

/** A client of whose lists each is the next of these. */
function clientWith(lists: readonly (readonly Execution[])[]): OrganizationClient {
  const left = [...lists];
  const client: Pick<OrganizationClient, 'count' | 'listPage' | 'listAll'> = {
    count: async () => lists[0]?.length ?? 0,
    listPage: async () => ({ executions: [execution(newId())], nextPageToken: new Uint8Array() }),
    async *listAll() {
      yield* left.shift() ?? [];
    },
  };
  return client as OrganizationClient;
}

test('a person whose execution continues as new while the list is read is written by a later pass, once', async () => {
  const [early, late, moving] = [newId(), newId(), newId()];
  const lines: string[] = [];
  const { written, inProgress, unreadable } = await exportRegisters({
    client: clientWith([
      [execution(early), execution(moving, { type: workflows.onboarding.name, memo: awaiting })],
      [execution(early), execution(late), execution(moving)],
    ]),
    write: async (line) => void lines.push(line),
    showProgress: () => () => {},
  });
  expect({ written, inProgress: [...inProgress], unreadable: [...unreadable] }).toEqual({
    written: 3,
    inProgress: [],
    unreadable: [],
  });
  expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([early, late, moving]);
});

test('a flow in progress is written after the registers, as what to send again', async () => {
  const [id, other] = [newId(), newId()];
  const lines: string[] = [];
  const { written, inProgress } = await exportRegisters({
    client: clientWith([
      [execution(id, { type: workflows.onboarding.name, memo: awaiting }), execution(other)],
    ]),
    write: async (line) => void lines.push(line),
    showProgress: () => () => {},
  });
  expect({ written, people: inProgress.map((person) => person.id) }).toEqual({ written: 1, people: [id] });
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { id: other },
    { id, inProgress: { state: 'awaiting_acceptance', request: validBody } },
  ]);
});

test('a register that an import would refuse counts as unreadable', async () => {
  const id = newId();
  const lines: string[] = [];
  const { written, unreadable } = await exportRegisters({
    client: clientWith([[execution(id, { memo: { erasedAt: 'yesterday', flow: 1 } })]]),
    write: async (line) => void lines.push(line),
    showProgress: () => () => {},
  });
  expect({ written, lines }).toEqual({ written: 0, lines: [] });
  expect(unreadable.get(id)).toBe(
    'its memo is not valid: /erasedAt must be a time in UTC, such as 2026-06-29T09:00:00.000Z',
  );
});
