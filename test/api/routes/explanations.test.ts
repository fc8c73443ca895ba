import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { adviseWithOnboarding } from '../../../src/api/explain/access-advice.ts';
import { explanation } from '../../../src/contract/api/explanation.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { accessReport, apiOver, get, runId, runView } from '../fake-onboardings.ts';

const url = `/v1/onboardings/${runId}/explain`;

const report = accessReport();

describe('GET /v1/onboardings/{id}/explain', () => {
  test('a waiting run is explained from what it published; Vultr is not asked', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(url));
    expect(response.statusCode).toBe(200);
    const explained = explanation.strict().parse(response.json());
    expect(explained).toMatchObject({
      id: runId,
      state: 'awaiting_acceptance',
      nextStep: runView().nextStep,
    });
    expect(explained.access).toBeUndefined();
    expect(explained.temporalUiUrl).toBeUndefined();
    expect(calls).toEqual([['get', runId]]);
  });

  test.each(['completed', 'cancelled', 'needs_attention', 'cancelling', 'guarding'] as const)(
    'for a run that is %s Vultr is read now',
    async (state) => {
      const { app, calls } = apiOver({
        get: async () => runView({ state }),
        reportAccess: async () => report,
      });
      const explained = explanation.strict().parse((await app.inject(get(url))).json());
      expect(explained.access).toEqual(adviseWithOnboarding(report, runView({ state })));
      expect(calls).toEqual([
        ['get', runId],
        ['reportAccess', 'ada@example.com'],
      ]);
    },
  );

  test.each(['checking', 'granting', 'on_hold'] as const)('for one that is %s it is not', async (state) => {
    const { app, calls } = apiOver({ get: async () => runView({ state }) });
    expect((await app.inject(get(url))).statusCode).toBe(200);
    expect(calls).toEqual([['get', runId]]);
  });

  const accepted = accessReport({
    userCount: 0,
    invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' },
  });
  const approved = { address: 'Ada.L@example.com', at: '2026-06-29T09:00:00.000Z', by: 'ops' };

  test.each([
    ['completed', runView({ state: 'completed', step: 'verifyAccess' }), true],
    ['at adding', runView({ state: 'needs_attention', step: 'addMember' }), true],
    ['at verifying', runView({ state: 'needs_attention', step: 'verifyAccess' }), true],
    [
      'cancelled after the address was approved',
      runView({ state: 'cancelled', step: 'undoAccess', approvedAddresses: [approved] }),
      true,
    ],
    ['not sure of the person', runView({ state: 'needs_attention', step: 'confirmPerson' }), false],
    [
      'cancelled where another address was approved',
      runView({ state: 'cancelled', approvedAddresses: [{ ...approved, address: 'eve@example.com' }] }),
      false,
    ],
  ] as const)('accepted by another address, of a run that is %s', async (_what, run, isFollowed) => {
    const { app, calls } = apiOver({
      get: async () => run,
      reportAccess: async (email) => (email === 'ada.l@example.com' ? report : accepted),
    });
    const explained = (await app.inject(get(url))).json();
    expect(explained.access).toEqual(adviseWithOnboarding(isFollowed ? report : accepted, run));
    expect(calls.slice(1)).toEqual([
      ['reportAccess', 'ada@example.com'],
      ...(isFollowed ? [['reportAccess', 'ada.l@example.com']] : []),
    ]);
  });

  test.each([
    [
      new ProblemError('worker_unavailable', 'No worker read from Vultr in time.'),
      'No worker read from Vultr in time.',
    ],
    [new Error('secret inside'), 'The reading failed in an unforeseen way.'],
  ])('where Vultr cannot be read, the rest is answered and it says why', async (failure, reason) => {
    const { app, logLines } = apiOver({
      get: async () => runView({ state: 'completed' }),
      reportAccess: () => Promise.reject(failure),
    });
    const response = await app.inject(get(url));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ accessUnavailable: `Vultr could not be read now. ${reason}` });
    expect(response.json().access).toBeUndefined();
    expect(logLines[0]).toContain(failure.message);
  });

  test('a reading that never ends is not waited for', async () => {
    const asked = Promise.withResolvers<void>();
    const { app } = apiOver({
      get: async () => runView({ state: 'completed' }),
      reportAccess: () => {
        asked.resolve();
        return new Promise(() => {});
      },
    });
    await app.ready();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const answer = app.inject(get(url)).then((response) => response.json());
    await asked.promise;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await answer).toMatchObject({
      accessUnavailable: 'Vultr could not be read now. No answer came within 20 seconds.',
    });
  });

  test('links to the run in Temporal’s UI where there is one', async () => {
    const ui = 'http://127.0.0.1:8233/namespaces/default/workflows';
    const uiUrlFor = (id: string) => `${ui}/${id}`;
    const response = await apiOver({}, { uiUrlFor }).app.inject(get(url));
    expect(response.json().temporalUiUrl).toBe(`${ui}/${runId}`);
  });
});
