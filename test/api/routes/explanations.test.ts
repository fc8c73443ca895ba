import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { adviseWithOnboarding } from '../../../src/api/explain/access-advice.ts';
import { explanation } from '../../../src/contract/api/explanation.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import {
  accessReport,
  apiOver,
  get,
  onboardingId,
  personId,
  exampleOnboarding,
} from '../fake-onboardings.ts';

const url = `/v1/onboardings/${onboardingId}/explain`;

const report = accessReport();

describe('GET /v1/onboardings/{id}/explain', () => {
  test('explains a waiting onboarding from what it published, without reading Vultr', async () => {
    const { app, calls } = apiOver();
    const response = await app.inject(get(url));
    expect(response.statusCode).toBe(200);
    const explained = explanation.strict().parse(response.json());
    expect(explained).toMatchObject({
      id: onboardingId,
      state: 'awaiting_acceptance',
      nextStep: exampleOnboarding().nextStep,
    });
    expect(explained.access).toBeUndefined();
    expect(explained.temporalUiUrl).toBeUndefined();
    expect(calls).toEqual([['get', onboardingId]]);
  });

  test.each(['completed', 'cancelled', 'needs_attention', 'cancelling', 'guarding'] as const)(
    'reads Vultr for an onboarding in %s',
    async (state) => {
      const { app, calls } = apiOver({
        get: async () => exampleOnboarding({ state }),
        reportAccess: async () => report,
      });
      const explained = explanation.strict().parse((await app.inject(get(url))).json());
      expect(explained.access).toEqual(adviseWithOnboarding(report, exampleOnboarding({ state })));
      expect(calls).toEqual([
        ['get', onboardingId],
        ['reportAccess', 'ada@example.com'],
      ]);
    },
  );

  test.each(['checking', 'granting', 'on_hold'] as const)(
    'does not read Vultr for one in %s',
    async (state) => {
      const { app, calls } = apiOver({ get: async () => exampleOnboarding({ state }) });
      expect((await app.inject(get(url))).statusCode).toBe(200);
      expect(calls).toEqual([['get', onboardingId]]);
    },
  );

  const accepted = accessReport({
    userCount: 0,
    invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' },
  });
  const approved = { address: 'Ada.L@example.com', at: '2026-06-29T09:00:00.000Z', by: 'ops' };

  test.each([
    ['completed', exampleOnboarding({ state: 'completed', step: 'verifyAccess' }), true],
    ['at adding', exampleOnboarding({ state: 'needs_attention', step: 'addMember' }), true],
    ['at verifying', exampleOnboarding({ state: 'needs_attention', step: 'verifyAccess' }), true],
    [
      'cancelled after the email was approved',
      exampleOnboarding({ state: 'cancelled', step: 'undoAccess', approvedAddresses: [approved] }),
      true,
    ],
    ['not sure of the person', exampleOnboarding({ state: 'needs_attention', step: 'confirmPerson' }), false],
    [
      'cancelled after another email was approved',
      exampleOnboarding({
        state: 'cancelled',
        approvedAddresses: [{ ...approved, address: 'eve@example.com' }],
      }),
      false,
    ],
  ] as const)(
    'decides which email to report on, if another one accepted: %s',
    async (_case, onboarding, isFollowed) => {
      const { app, calls } = apiOver({
        get: async () => onboarding,
        reportAccess: async (email) => (email === 'ada.l@example.com' ? report : accepted),
      });
      const explained = (await app.inject(get(url))).json();
      expect(explained.access).toEqual(adviseWithOnboarding(isFollowed ? report : accepted, onboarding));
      expect(calls.slice(1)).toEqual([
        ['reportAccess', 'ada@example.com'],
        ...(isFollowed ? [['reportAccess', 'ada.l@example.com']] : []),
      ]);
    },
  );

  test.each([
    [
      new ProblemError('worker_unavailable', 'No worker read from Vultr in time.'),
      'No worker read from Vultr in time.',
    ],
    [new Error('secret inside'), 'The read failed unexpectedly.'],
  ])('explains the rest if Vultr cannot be read, and says why', async (failure, reason) => {
    const { app, logLines } = apiOver({
      get: async () => exampleOnboarding({ state: 'completed' }),
      reportAccess: () => Promise.reject(failure),
    });
    const response = await app.inject(get(url));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ accessUnavailable: `Vultr could not be read. ${reason}` });
    expect(response.json().access).toBeUndefined();
    expect(logLines[0]).toContain(failure.message);
  });

  test('does not wait for a read that never ends', async () => {
    const called = Promise.withResolvers<void>();
    const { app } = apiOver({
      get: async () => exampleOnboarding({ state: 'completed' }),
      reportAccess: () => {
        called.resolve();
        return new Promise(() => {});
      },
    });
    await app.ready();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const body = app.inject(get(url)).then((response) => response.json());
    await called.promise;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await body).toMatchObject({
      accessUnavailable:
        'Vultr could not be read. Reading from Vultr took longer than 20 seconds. Retry the request.',
    });
  });

  test('links to the onboarding in Temporal’s UI if there is one', async () => {
    const ui = 'http://127.0.0.1:8233/namespaces/default/workflows';
    const uiUrlFor = (id: string) => `${ui}/${id}`;
    const response = await apiOver({}, { uiUrlFor }).app.inject(get(url));
    expect(response.json().temporalUiUrl).toBe(`${ui}/${personId}`);
  });
});
