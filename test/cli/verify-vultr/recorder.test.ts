import { describe, expect, test } from 'vitest';
import { createRecorder, type Recorder } from '../../../src/cli/verify-vultr/recorder.ts';
import { endpoint } from '../../../src/vultr/request.ts';
import { paths } from '../../../src/vultr/wire.ts';
import { apiKey, type Handler, respondWith, startStubServer } from '../../vultr/stub-server.ts';
import { simulate } from './verify.ts';

const groups = { groups: [], meta: { total: 0 } };
const tooMany = respondWith({ error: 'Rate limit exceeded.' }, 429, { 'retry-after': '1' });

function recorderAt(url: string, requestsPerSecond = 1_000): { recorder: Recorder; lines: string[] } {
  const lines: string[] = [];
  const recorder = createRecorder({
    baseUrl: url,
    apiKey,
    timeoutMs: 10_000,
    requestsPerSecond,
    onProgress: (line) => void lines.push(line),
  });
  return { recorder, lines };
}

/** The first requests get the first responses; every further one gets the last. */
function inTurn(...handlers: readonly Handler[]): Handler {
  let count = 0;
  return (response, request) => {
    handlers[Math.min(count, handlers.length - 1)]?.(response, request);
    count += 1;
  };
}

describe('the recorder', () => {
  test('keeps every response as it arrived, beside what the client made of it', async () => {
    const { url } = await startStubServer(respondWith(groups, 200, { 'x-extra': 'yes' }));
    const { recorder } = recorderAt(url);
    const { value, responses } = await recorder.read((vultr) => vultr.groups.list());
    expect(value).toEqual([]);
    expect(responses).toMatchObject([
      { request: 'GET /v2/groups', status: 200, json: groups, isEmpty: false },
    ]);
    expect(responses[0]?.headers.get('x-extra')).toBe('yes');
    expect(recorder.responses).toEqual(responses);
  });

  test('waits as long as a 429 asks, says so, and repeats the request', async () => {
    const { url, received } = await startStubServer(inTurn(tooMany, respondWith(groups)));
    const { recorder, lines } = recorderAt(url);
    const startedAt = performance.now();
    const { value } = await recorder.get(endpoint(paths.groups));
    expect(value).toEqual(groups);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(received).toHaveLength(2);
    expect(lines).toEqual(['Vultr asks for fewer requests (429); continuing in 1 s.']);
  });

  test('repeats a read after a passing fault, but never a write', async () => {
    const failing = respondWith({ error: 'down' }, 503);
    const reading = await startStubServer(inTurn(failing, respondWith(groups)));
    await recorderAt(reading.url).recorder.read((vultr) => vultr.groups.list());
    expect(reading.received).toHaveLength(2);
    const writing = await startStubServer(failing);
    const write = recorderAt(writing.url).recorder.write((vultr) =>
      vultr.groups.create({ name: 'G', description: '' }),
    );
    await expect(write).rejects.toThrow(/503 down/);
    expect(writing.received).toHaveLength(1);
  });

  test('does not send a write that a reading call attempts', async () => {
    const vultr = await simulate();
    const { recorder } = recorderAt(vultr.url);
    const attempt = recorder.read((client) => client.groups.create({ name: 'G', description: '' }));
    await expect(attempt).rejects.toThrow(/A reading call must not send POST/);
    expect((await vultr.requests()).total).toBe(0);
  });

  test('keeps to its rate', async () => {
    const { url } = await startStubServer(respondWith(groups));
    const { recorder } = recorderAt(url, 20);
    const startedAt = performance.now();
    for (let count = 0; count < 5; count += 1) await recorder.get(endpoint(paths.groups));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(195);
  });
});
