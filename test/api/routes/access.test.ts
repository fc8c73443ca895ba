import { describe, expect, test } from 'vitest';
import { adviseWithOnboarding } from '../../../src/api/explain/access-advice.ts';
import { addressAccess } from '../../../src/contract/api/access-report.ts';
import { ProblemError } from '../../../src/contract/api/problems.ts';
import { accessReport, apiOver, get, runId, runView } from '../fake-onboardings.ts';

const report = accessReport();
const reportAccess = async () => report;
const url = (email: string) => `/v1/access?email=${encodeURIComponent(email)}`;

describe('GET /v1/access', () => {
  test('answers for an address that has no run', async () => {
    const { app, calls } = apiOver({ reportAccess });
    const response = await app.inject(get(url('ada@example.com')));
    expect(response.statusCode).toBe(200);
    expect(addressAccess.strict().parse(response.json())).toEqual(report);
    expect(calls).toEqual(
      expect.arrayContaining([
        ['reportAccess', 'ada@example.com'],
        ['findByAddress', 'ada@example.com'],
      ]),
    );
    expect(calls).toHaveLength(2);
  });

  test('names the run that looks after the person', async () => {
    const { app } = apiOver({ reportAccess, findByEmail: async () => runView({ state: 'completed' }) });
    const response = await app.inject(get(url('ada@example.com')));
    expect(addressAccess.strict().parse(response.json())).toEqual({
      ...report,
      onboarding: { id: runId, state: 'completed', href: `/v1/onboardings/${runId}` },
    });
    expect((await app.inject(get(response.json().onboarding.href))).statusCode).toBe(200);
  });

  test('who accepted in the place of another address finds the run of that', async () => {
    const came = accessReport({ invitation: { status: 'accepted', sentTo: 'ada@example.com' } });
    const { app } = apiOver({
      reportAccess: async () => came,
      findByEmail: async (email) => (email === 'ada@example.com' ? runView() : undefined),
    });
    const answer = (await app.inject(get(url('ada.l@example.com')))).json();
    expect(answer.onboarding).toMatchObject({ id: runId });
  });

  test('a run of their own goes before that of another address', async () => {
    const came = accessReport({ invitation: { status: 'accepted', sentTo: 'eve@example.com' } });
    const { app, calls } = apiOver({ reportAccess: async () => came, findByEmail: async () => runView() });
    expect((await app.inject(get(url('ada@example.com')))).json().onboarding).toMatchObject({ id: runId });
    expect(calls).not.toContainEqual(['findByAddress', 'eve@example.com']);
  });

  test('what to do is said in the light of the run', async () => {
    const nobody = accessReport({ userCount: 0, fix: { step: 'awaitAcceptance', action: 'Resend it.' } });
    const { app } = apiOver({
      reportAccess: async () => nobody,
      findByEmail: async () => runView({ state: 'guarding' }),
    });
    const answer = (await app.inject(get(url('ada@example.com')))).json();
    expect(answer.fix).toEqual(adviseWithOnboarding(nobody, runView({ state: 'guarding' })).fix);
    expect(answer.fix.step).toBe('none');
  });

  test('who has the address is read, whoever accepted', async () => {
    const both = accessReport({ invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' } });
    const { app, calls } = apiOver({
      reportAccess: async () => both,
      findByEmail: async () => runView({ state: 'completed' }),
    });
    expect((await app.inject(get(url('ada@example.com')))).json()).toMatchObject(both);
    expect(calls).not.toContainEqual(['reportAccess', 'ada.l@example.com']);
  });

  test('an account that the run has confirmed is read in the place of the invited address', async () => {
    const elsewhere = accessReport({
      userCount: 0,
      invitation: { status: 'accepted', acceptedBy: 'ada.l@example.com' },
    });
    const { app } = apiOver({
      reportAccess: async (email) => (email === 'ada.l@example.com' ? report : elsewhere),
      findByEmail: async () => runView({ state: 'completed' }),
    });
    const answer = (await app.inject(get(url('ada@example.com')))).json();
    expect(answer).toMatchObject({ userCount: 1, fix: { step: 'none' }, onboarding: { state: 'completed' } });
  });

  test.each([
    [new ProblemError('temporal_unavailable', 'Temporal did not answer.'), 'Temporal did not answer.'],
    [new Error('secret inside'), 'The look-up failed in an unforeseen way.'],
  ])('what Vultr shows is answered also where the run cannot be looked up', async (failure, reason) => {
    const { app, logLines } = apiOver({ reportAccess, findByEmail: () => Promise.reject(failure) });
    const response = await app.inject(get(url('ada@example.com')));
    expect(response.statusCode).toBe(200);
    expect(addressAccess.strict().parse(response.json())).toEqual({
      ...report,
      onboardingUnavailable: `Whether there is a run could not be found out. ${reason}`,
    });
    expect(logLines[0]).toContain(failure.message);
    expect(logLines.join()).not.toMatch(/ada@|example\.com|%40/);
  });

  test.each([
    ['worker_unavailable', 503],
    ['temporal_unavailable', 503],
    ['vultr_unavailable', 502],
  ] as const)('%s is %i, and the address stands in no log', async (code, status) => {
    const { app, logLines } = apiOver({
      reportAccess: () => Promise.reject(new ProblemError(code, 'In plain words.')),
    });
    const response = await app.inject(get(url('ada@example.com')));
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ code, detail: 'In plain words.' });
    expect(logLines).toHaveLength(2);
    expect(logLines.join()).not.toMatch(/ada@|example\.com|%40/);
  });
});

describe('the address', () => {
  test.each([
    ['a tag', 'ada+hr@example.com', 'ada+hr@example.com'],
    ['a composed letter', 'zoe\u0308@b\u00fccher.example.com', 'zo\u00eb@b\u00fccher.example.com'],
    ['letter case', 'Ada@EXAMPLE.com', 'Ada@EXAMPLE.com'],
  ])('may have %s', async (_what, given, asked) => {
    const { app, calls } = apiOver({ reportAccess });
    expect((await app.inject(get(url(given)))).statusCode).toBe(200);
    expect(calls).toContainEqual(['reportAccess', asked]);
    expect(calls).toContainEqual(['findByAddress', asked]);
  });

  const space = 'must not contain a space; a + in an address is written %2B here';
  test.each([
    ['none', '', 'email', 'is required'],
    ['empty', '?email=', 'email', 'must not be empty'],
    ['no address', '?email=ada', 'email', 'must be an email address'],
    ['two', '?email=ada@example.com&email=eve@example.com', 'email', 'must be a text'],
    ['a + that was not encoded', '?email=ada+hr@example.com', 'email', space],
    ['a + at the beginning', '?email=+ada@example.com', 'email', space],
    [
      'an invisible character',
      '?email=a%E2%80%8Bda@example.com',
      'email',
      'must not contain control or invisible characters',
    ],
    ['more than the address', '?email=ada@example.com&name=Ada', 'name', 'is not known here; known: email'],
  ])('%s is 400 and names the parameter', async (_what, query, field, message) => {
    const { app, calls } = apiOver({ reportAccess });
    const response = await app.inject(get(`/v1/access${query}`));
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ code: 'invalid_request' });
    expect(response.json().errors[0]).toEqual({ field, message });
    expect(calls).toEqual([]);
  });
});
