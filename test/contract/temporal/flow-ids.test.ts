import { expect, test } from 'vitest';
import { flowIdFor, flowIdPattern, parseFlowId } from '../../../src/contract/temporal/flow-ids.ts';

const personId = `person-${'0123456789abcdef'.repeat(2)}`;

test('a flow ID has the format that the API expects, and can be taken apart', () => {
  const id = flowIdFor(personId, 12);
  expect(id).toMatch(flowIdPattern);
  expect(parseFlowId(id)).toEqual({ personId, flow: 12 });
});

test.each([personId, `${personId}.`, `${personId}.0`, `${personId}.01`, `${personId}.1.2`])(
  '%s is no flow ID',
  (id) => {
    expect(id).not.toMatch(flowIdPattern);
  },
);
