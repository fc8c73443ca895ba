import { describe, expect, test } from 'vitest';
import type { GroupRequest, PinnedPolicy } from '../../../src/contract/temporal/step-data.ts';
import { createRequests, requestLimits } from '../../../src/workflows/group-writer/requests.ts';

const policy = (name: string): PinnedPolicy => ({ id: `id of ${name}`, name });

function request(number: number, policies: readonly PinnedPolicy[] = [policy('DNS')]): GroupRequest {
  return { requestId: `request ${number}`, workflowId: `person ${number}`, policies };
}

const large = (name: string) => [policy(name.repeat(30))];

const all = Number.POSITIVE_INFINITY;
const idsOf = (requests: readonly GroupRequest[]) => requests.map(({ requestId }) => requestId);
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;

describe('requests', () => {
  test('are kept once under their ID, with what was sent last', () => {
    const requests = createRequests();
    requests.receive(request(1));
    requests.receive(request(2));
    requests.receive(request(1, [policy('Billing')]));
    expect(requests.takeWaiting(all)).toEqual([request(2), request(1, [policy('Billing')])]);
    expect(requests.areWaiting()).toBe(false);
  });

  test('that failed and come in again wait, and are not kept as failed when they fail meanwhile', () => {
    const requests = createRequests();
    requests.keepFailed([request(1), request(2)]);
    requests.receive(request(1));
    expect(idsOf(requests.failed())).toEqual(['request 2']);
    requests.keepFailed([request(1)]);
    expect(idsOf(requests.failed())).toEqual(['request 2']);
    expect(idsOf(requests.takeWaiting(all))).toEqual(['request 1']);
  });

  test('are taken in the order in which they came, those that wait again last', () => {
    const requests = createRequests();
    requests.keepFailed([request(1), request(2)]);
    for (const number of [3, 4]) requests.receive(request(number));
    requests.requeue([request(2)]);
    expect(idsOf(requests.takeWaiting(2))).toEqual(['request 3', 'request 4']);
    expect(idsOf(requests.takeWaiting(2))).toEqual(['request 2']);
    expect(idsOf(requests.failed())).toEqual(['request 1']);
  });

  test('survive a continue-as-new', () => {
    const requests = createRequests();
    requests.receive(request(1));
    requests.receive(request(2, [policy('Billing'), policy('DNS')]));
    requests.keepFailed([request(3)]);
    const checkpoint = structuredClone(requests.checkpoint());
    expect(checkpoint.policySets).toHaveLength(2);
    const next = createRequests(checkpoint);
    expect(next.failed()).toEqual([request(3)]);
    expect(next.takeWaiting(all)).toEqual([request(1), request(2, [policy('Billing'), policy('DNS')])]);
  });
});

describe('at a limit', () => {
  const limits = { requests: 3, policyCharacters: 150 };

  test('the request that failed first is dropped, then the one that came last', () => {
    const requests = createRequests(undefined, limits);
    requests.keepFailed([request(1), request(2), request(3)]);
    requests.receive(request(4));
    expect(idsOf(requests.failed())).toEqual(['request 2', 'request 3']);
    for (const number of [5, 6, 7]) requests.receive(request(number));
    expect(requests.failed()).toEqual([]);
    expect(requests.dropped()).toBe(4);
    expect(idsOf(requests.takeWaiting(all))).toEqual(['request 4', 'request 5', 'request 6']);
  });

  test('of the policies as well, until a set is no longer in use', () => {
    const requests = createRequests(undefined, limits);
    requests.keepFailed([request(1, large('A')), request(2, large('B'))]);
    expect(idsOf(requests.failed())).toEqual(['request 2']);
    requests.requeue([request(2)]);
    requests.takeWaiting(all);
    requests.receive(request(3, large('C')));
    expect(requests.dropped()).toBe(1);
    expect(requests.areWaiting()).toBe(true);
  });

  test('what continues as new stays far below the 2 MiB of Temporal', () => {
    const requests = createRequests();
    const id = '01234567-89ab-cdef-0123-456789abcdef';
    const policies = Array.from({ length: 50 }, (_, index) => ({ id, name: `Policy ${index}` }));
    for (let number = 0; number < 2 * requestLimits.requests; number++) {
      const requestId = `${number}`.padStart(8, '0') + id.slice(8);
      const own = { id: `${number}`, name: 'x'.repeat(100) };
      const sent = { requestId, workflowId: `person-${'f'.repeat(32)}`, policies: [...policies, own] };
      if (number % 2 === 0) requests.receive(sent);
      else requests.keepFailed([sent]);
    }
    expect(bytesOf(requests.checkpoint())).toBeLessThan(700 * 1_024);
    const crowd = createRequests();
    for (let number = 0; number < 2 * requestLimits.requests; number++) {
      const requestId = `${number}`.padStart(8, '0') + id.slice(8);
      crowd.receive({ requestId, workflowId: `person-${'f'.repeat(32)}`, policies });
    }
    expect(crowd.checkpoint().waiting).toHaveLength(requestLimits.requests);
    expect(bytesOf(crowd.checkpoint())).toBeLessThan(700 * 1_024);
  });
});
