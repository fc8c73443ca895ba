import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { adviseWithOnboarding } from '../../../src/api/explain/access-advice.ts';
import { addressAccess } from '../../../src/contract/api/access-report.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { accessReport, apiOver, get, onboardingId, exampleOnboarding } from '../fake-onboardings.ts';

const report = accessReport();
const reportAccess = async () => report;
const url = (email: string) => `/v1/access?email=${encodeURIComponent(email)}`;

describe('GET /v1/access', () => {
  test('reports on an email without an onboarding', async () => {
    const { app, calls } = apiOver({ reportAccess });
    const response = await app.inject(get(url('ada@example.com')));
    expect(response.statusCode).toBe(200);
    expect(addressAccess.strict().parse(response.json())).toEqual(report);
    expect(calls).toEqual(
      expect.arrayContaining([
        ['reportAccess', 'ada@example.com'],
        ['findByEmail', 'ada@example.com'],
      ]),
    );
    expect(calls).toHaveLength(2);
  });

  test('names the onboarding of the person', async () => {
    const { app } = apiOver({
      reportAccess,
      findByEmail: async () => exampleOnboarding({ state: 'completed' }),
    });
    const response = await app.inject(get(url('ada@example.com')));
    expect(addressAccess.strict().parse(response.json())).toEqual({
      ...report,
      onboarding: { id: onboardingId, state: 'completed', href: `/v1/onboardings/${onboardingId}` },
    });
    expect((await app.inject(get(response.json().onboarding.href))).statusCode).toBe(200);
  });

  test('finds the onboarding of the invited email by the address that the invitation was accepted with', async () => {
    const joined = accessReport({ invitation: { status: 'accepted', sentTo: 'ada@example.com' } });
    const { app } = apiOver({
      reportAccess: async () => joined,
      findByEmail: async (email) => (email === 'ada@example.com' ? exampleOnboarding() : undefined),
    });
    const body = (await app.inject(get(url('ada.l@example.com')))).json();
    expect(body.onboarding).toMatchObject({ id: onboardingId });
  });

  test('prefers the onboarding of the email itself', async () => {
    const joined = accessReport({ invitation: { status: 'accepted', sentTo: 'eve@example.com' } });
    const { app, calls } = apiOver({
      reportAccess: async () => joined,
      findByEmail: async () => exampleOnboarding(),
    });
    expect((await app.inject(get(url('ada@example.com')))).json().onboarding).toMatchObject({
      id: onboardingId,
    });
    expect(calls).not.toContainEqual(['findByEmail', 'eve@example.com']);
  });

  test('adapts the advice to the onboarding', async () => {
    const noUser = accessReport({ userCount: 0, fix: { step: 'awaitAcceptance', action: 'Resend it.' } });
    const { app } = apiOver({
      reportAccess: async () => noUser,
      findByEmail: async () => exampleOnboarding({ state: 'guarding' }),
    });
    const body = (await app.inject(get(url('ada@example.com')))).json();
    expect(body.fix).toEqual(adviseWithOnboarding(noUser, exampleOnboarding({ state: 'guarding' })).fix);
    expect(body.fix.step).toBe('none');
  });

  test('reads the user of the email, even if another email accepted', async () => {
    const both = accessReport({ invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' } });
    const { app, calls } = apiOver({
      reportAccess: async () => both,
      findByEmail: async () => exampleOnboarding({ state: 'completed' }),
    });
    expect((await app.inject(get(url('ada@example.com')))).json()).toMatchObject(both);
    expect(calls).not.toContainEqual(['reportAccess', 'ada.l@example.com']);
  });

  test('reads an account that the onboarding has confirmed instead of the invited email', async () => {
    const elsewhere = accessReport({
      userCount: 0,
      invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' },
    });
    const { app } = apiOver({
      reportAccess: async (email) => (email === 'ada.l@example.com' ? report : elsewhere),
      findByEmail: async () => exampleOnboarding({ state: 'completed' }),
    });
    const body = (await app.inject(get(url('ada@example.com')))).json();
    expect(body).toMatchObject({ userCount: 1, fix: { step: 'none' }, onboarding: { state: 'completed' } });
  });

  test.each([
    [new ProblemError('temporal_unavailable', 'Temporal did not respond.'), 'Temporal did not respond.'],
    [new Error('secret inside'), 'The lookup failed unexpectedly.'],
  ])('still reports what Vultr shows if the onboarding cannot be looked up', async (failure, reason) => {
    const { app, logLines } = apiOver({ reportAccess, findByEmail: () => Promise.reject(failure) });
    const response = await app.inject(get(url('ada@example.com')));
    expect(response.statusCode).toBe(200);
    expect(addressAccess.strict().parse(response.json())).toEqual({
      ...report,
      onboardingUnavailable: `The onboarding of this email could not be looked up. ${reason}`,
    });
    expect(logLines[0]).toContain(failure.message);
    expect(logLines.join()).not.toMatch(/ada@|example\.com|%40/);
  });

  test.each([
    ['worker_unavailable', 503],
    ['temporal_unavailable', 503],
    ['vultr_unavailable', 502],
  ] as const)('%s is %i, and the email appears in no log', async (code, status) => {
    const { app, logLines } = apiOver({
      reportAccess: () => Promise.reject(new ProblemError(code, 'In plain words.')),
    });
    const response = await app.inject(get(url('ada@example.com')));
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ code, detail: 'In plain words.' });
    expect(logLines).toHaveLength(2);
    expect(logLines.join()).not.toMatch(/ada@|example\.com|%40/);
  });

  test('a read that never ends is 503 after 20 seconds', async () => {
    const called = Promise.withResolvers<void>();
    const { app } = apiOver({
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
    const response = app.inject(get(url('ada@example.com'))).then(({ json }) => json());
    await called.promise;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(await response).toMatchObject({
      status: 503,
      code: 'worker_unavailable',
      detail: 'Reading from Vultr took longer than 20 seconds. Retry the request.',
    });
  });
});

describe('the email', () => {
  test.each([
    ['a tag', 'ada+hr@example.com', 'ada+hr@example.com'],
    ['a composed letter', 'zoe\u0308@b\u00fccher.example.com', 'zo\u00eb@b\u00fccher.example.com'],
    ['letter case', 'Ada@EXAMPLE.com', 'Ada@EXAMPLE.com'],
  ])('may have %s', async (_case, sent, received) => {
    const { app, calls } = apiOver({ reportAccess });
    expect((await app.inject(get(url(sent)))).statusCode).toBe(200);
    expect(calls).toContainEqual(['reportAccess', received]);
    expect(calls).toContainEqual(['findByEmail', received]);
  });

  const space = 'must not contain a space; write a + in an email as %2B';
  test.each([
    ['none', '', 'email', 'is required'],
    ['empty', '?email=', 'email', 'must not be empty'],
    ['not an email', '?email=ada', 'email', 'must be an email address'],
    ['two', '?email=ada@example.com&email=eve@example.com', 'email', 'must be given only once'],
    ['a + that was not encoded', '?email=ada+hr@example.com', 'email', space],
    ['a + at the beginning', '?email=+ada@example.com', 'email', space],
    [
      'an invisible character',
      '?email=a%E2%80%8Bda@example.com',
      'email',
      'must not contain control or invisible characters',
    ],
    ['with another parameter', '?email=ada@example.com&name=Ada', 'name', 'is not allowed; allowed: email'],
  ])('%s is 400 and names the parameter', async (_case, query, field, message) => {
    const { app, calls } = apiOver({ reportAccess });
    const response = await app.inject(get(`/v1/access${query}`));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'invalid_request' });
    expect(response.json().errors[0]).toEqual({ field, message });
    expect(calls).toEqual([]);
  });
});
