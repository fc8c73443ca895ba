import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createFaults, faultSchema } from '../../src/simulator/faults.ts';
import { countState, type Sim, startSimulator } from './harness.ts';

const group = { display_name: 'Developers', description: '' };

/** Creates a group under a fault. Returns the status or `dropped`, and how many groups exist afterwards. */
async function createGroupUnder(sim: Sim, fault: object): Promise<[number | 'dropped', number]> {
  expect((await sim.send('POST', '/__sim/faults', fault)).status).toBe(201);
  const status = await sim.send('POST', '/v2/groups', group).then(
    (response) => response.status,
    () => 'dropped' as const,
  );
  return [status, (await countState(sim)).groups];
}

test.each([
  [{ kind: 'error-before' }, [500, 0]],
  [{ kind: 'error-after' }, [500, 1]],
  [{ kind: 'drop-before' }, ['dropped', 0]],
  [{ kind: 'drop-after' }, ['dropped', 1]],
  [{ kind: 'html-504' }, [504, 0]],
  [{ kind: 'html-504', when: 'after' }, [504, 1]],
  [{ kind: 'rate-limited' }, [429, 0]],
  [{ kind: 'garbage' }, [200, 1]],
  [{ kind: 'garbage', when: 'before' }, [200, 0]],
  [{ kind: 'status', status: 403, body: { error: 'No.' } }, [403, 0]],
  [{ kind: 'status', status: 422, body: { error: 'No.' }, when: 'after' }, [422, 1]],
  [{ kind: 'slow', delayMs: 1 }, [201, 1]],
])('the fault %o', async (fault, expected) => {
  const sim = await startSimulator();
  expect(await createGroupUnder(sim, fault)).toEqual(expected);
  const { body } = await sim.send('GET', '/__sim/requests');
  expect(body.items[0]).toMatchObject({ method: 'POST', path: '/v2/groups', fault: fault.kind });
  expect(body.byStatus).toEqual({ [expected[0] === 'dropped' ? 'none' : String(expected[0])]: 1 });
  expect((await sim.send('POST', '/v2/groups', group)).status).toBe(201);
});

test('the responses of a gateway, a rate limit and garbage', async () => {
  const sim = await startSimulator();
  const getUnder = async (fault: object) => {
    await sim.send('POST', '/__sim/faults', fault);
    return sim.send('GET', '/v2/groups');
  };
  const html = await getUnder({ kind: 'html-504' });
  expect(html.headers.get('content-type')).toContain('text/html');
  expect(html.text).toContain('<html>');
  expect((await getUnder({ kind: 'rate-limited', retryAfter: '7' })).headers.get('retry-after')).toBe('7');
  const garbage = await getUnder({ kind: 'garbage' });
  expect(garbage.headers.get('content-type')).toContain('json');
  expect(() => JSON.parse(garbage.text)).toThrow(SyntaxError);
});

describe('slow', () => {
  test.each([
    ['after', 1],
    ['before', 0],
  ])('%s: while the response is delayed there are %i groups', async (when, groups) => {
    const sim = await startSimulator();
    await sim.send('POST', '/__sim/faults', { kind: 'slow', when, delayMs: 60_000 });
    const response = sim.send('POST', '/v2/groups', group).catch(() => 'cut');
    await expect.poll(async () => (await sim.send('GET', '/__sim/requests')).body.total).toBe(1);
    await expect.poll(async () => (await sim.send('GET', '/__sim/faults')).body.items).toEqual([]);
    expect((await countState(sim)).groups).toBe(groups);
    await sim.close();
    await response;
  });

  test('a delayed response does not keep the process alive once the simulator is closed', async () => {
    const module = new URL('../../src/simulator/server.ts', import.meta.url).href;
    const program = `
      import { createSimulator } from ${JSON.stringify(module)};
      const simulator = createSimulator();
      const url = await simulator.listen({ host: '127.0.0.1', port: 0 });
      const body = JSON.stringify({ kind: 'slow', when: 'before', delayMs: 3_600_000 });
      await fetch(url + '/__sim/faults', { method: 'POST', body });
      const response = fetch(url + '/v2/groups', { headers: { authorization: 'Bearer x' } }).catch(() => 'cut');
      while ((await (await fetch(url + '/__sim/faults')).json()).items.length > 0);
      await simulator.close();
      console.log(await response);`;
    const child = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 30_000,
    });
    expect((await child).stdout).toBe('cut\n');
  });
});

async function statuses(sim: Sim, count: number) {
  const results: number[] = [];
  for (let index = 0; index < count; index++) results.push((await sim.send('GET', '/v2/groups')).status);
  return results;
}

describe('the requests that a fault hits', () => {
  test('hit the given share of the requests', () => {
    const draws = [0.2, 0.3, 0.9, 0.1];
    const faults = createFaults(() => draws.shift() ?? 1);
    faults.add(faultSchema.parse({ kind: 'error-before', share: 0.25, times: 10 }));
    const hits = Array.from({ length: 4 }, () => faults.take('GET', '/v2/users')?.kind);
    expect(hits).toEqual(['error-before', undefined, undefined, 'error-before']);
  });

  test('are set by skip and times', async () => {
    const sim = await startSimulator();
    await sim.send('POST', '/__sim/faults', { kind: 'error-before', skip: 1, times: 2 });
    expect(await statuses(sim, 4)).toEqual([200, 500, 500, 200]);
  });

  test.each([
    [{ method: 'get' }, 500],
    [{ method: 'POST' }, 200],
    [{ path: '/v2/groups' }, 500],
    [{ path: '/v2/*' }, 500],
    [{ path: '/v2/*/members' }, 200],
    [{ path: '^/v2/gr' }, 500],
    [{ path: '^/groups' }, 200],
  ])('match %o: %i', async (match, expected) => {
    const sim = await startSimulator();
    await sim.send('POST', '/__sim/faults', { kind: 'error-before', match });
    expect(await statuses(sim, 1)).toEqual([expected]);
  });

  test('are counted in the list of faults, which can be cleared', async () => {
    const sim = await startSimulator();
    await sim.send('POST', '/__sim/faults', { kind: 'error-before', times: 3 });
    await statuses(sim, 1);
    expect((await sim.send('GET', '/__sim/faults')).body.items).toMatchObject([{ times: 3, hits: 1 }]);
    expect((await sim.send('DELETE', '/__sim/faults')).status).toBe(204);
    expect(await statuses(sim, 1)).toEqual([200]);
  });

  test.each([
    [{ kind: 'nosuch' }, 'at kind'],
    [{ kind: 'slow' }, 'at delayMs'],
    [{ kind: 'status', status: 500 }, 'at body'],
    [{ kind: 'error-before', match: { path: '^(' } }, 'at match.path'],
  ])('%o is rejected with the reason', async (fault, position) => {
    const sim = await startSimulator();
    const { status, body } = await sim.send('POST', '/__sim/faults', fault);
    expect(status).toBe(400);
    expect(body.error).toContain(position);
    expect((await sim.send('GET', '/__sim/faults')).body.items).toEqual([]);
  });
});

test('no fault hits a request that only looks on, and the ledger does not list it', async () => {
  const sim = await startSimulator();
  await sim.send('POST', '/__sim/faults', { kind: 'error-before' });
  const headers = { 'x-simulator-observer': 'test', authorization: 'Bearer key' };
  expect((await fetch(`${sim.url}/v2/groups`, { headers })).status).toBe(200);
  expect((await sim.send('GET', '/__sim/requests')).body.items).toEqual([]);
  expect((await sim.send('GET', '/v2/groups')).status).toBe(500);
});
