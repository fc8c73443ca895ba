import { describe, expect, test } from 'vitest';
import { explain } from '../../../src/api/explain.ts';
import type { AttentionView, RunView } from '../../../src/contract/run-view.ts';
import { runStates } from '../../../src/contract/states.ts';
import { runId, runView } from '../../api/fake-runs.ts';

const since = Date.parse('2026-06-29T09:00:00.000Z');
const minute = 60_000;
const day = 24 * 60 * minute;

const attention: AttentionView = {
  step: 'awaitAcceptance',
  code: 'invitation_unanswered',
  meaning: 'Every invitation up to the limit expired without an answer.',
  remedy: 'Ask the person whether the mail arrives; then resend.',
  detail: '5 of 5 invitations expired without an answer',
  since: '2026-06-29T09:00:00.000Z',
  possible: ['check', 'resend'],
};

test.each(runStates)('%s has words of its own', (state) => {
  const { why, next } = explain(runView({ state }), since);
  expect(why).toMatch(/^[A-Z].+\.$/);
  expect(why).not.toMatch(/undefined|NaN|null/);
  expect(next).toBe(runView().next);
  const others = runStates.filter((other) => other !== state);
  expect(others.map((other) => explain(runView({ state: other }), since).why)).not.toContain(why);
});

describe('a run that waits', () => {
  test('says since when, until when, and that it looks by itself', () => {
    const { why, nextAt } = explain(runView(), since + day);
    expect(why).toBe(
      'Invitation 2 to ada@example.com went out 1 d ago and is not accepted yet; it expires in 2 d. Vultr tells nobody about an acceptance, so the run looks by itself, in growing intervals.',
    );
    expect(nextAt).toBe('2026-07-02T09:00:00.000Z');
  });

  test('can be told to look and to send again', () => {
    expect(explain(runView(), since).youCan).toEqual([
      { what: expect.any(String), request: `POST /v1/onboardings/${runId}/check` },
      { what: expect.any(String), request: `POST /v1/onboardings/${runId}/resend` },
    ]);
  });

  test('past the end of its window it is suspected that nobody works', () => {
    const { why } = explain(runView(), since + 3 * day + minute);
    expect(why).toContain('it expired 1 min ago and is due for the last look');
    expect(why).toContain('no worker is running');
  });

  test('copes with a run that has no invitation', () => {
    const { invitation: _, ...without } = runView();
    const { why, nextAt } = explain(without, since);
    expect(why).toBe('The acceptance of ada@example.com is awaited since 2026-06-29T09:00:00.000Z.');
    expect(nextAt).toBeUndefined();
  });
});

describe('a step that only talks to Vultr', () => {
  const states = ['checking', 'inviting', 'preparing_access', 'granting', 'verifying'] as const;

  test.each(states)('%s that takes long is said to take long', (state) => {
    const words = (standingMs: number) => explain(runView({ state }), since + standingMs).why;
    expect(words(4 * minute)).not.toContain('which is long');
    expect(words(6 * minute)).toContain('It stands here since 6 min, which is long');
  });

  test('leaves nothing to do', () => {
    expect(states.flatMap((state) => explain(runView({ state }), since).youCan)).toEqual([]);
  });
});

test('a run that needs attention says what failed, what it means and what to do first', () => {
  const explained = explain(runView({ state: 'needs_attention', attention }), since + minute);
  expect(explained.why).toBe(
    'The step awaitAcceptance failed for good 1 min ago: Every invitation up to the limit expired without an answer. 5 of 5 invitations expired without an answer. The run keeps what it did and waits for a person.',
  );
  expect(explained.youCan.map(({ what, request }) => request ?? what)).toEqual([
    attention.remedy,
    `POST /v1/onboardings/${runId}/check`,
    `POST /v1/onboardings/${runId}/resend`,
  ]);
});

test('a completed run says what the person has and how long the blank screen could show', () => {
  const completed: RunView = runView({
    state: 'completed',
    timings: { startedAt: '2026-06-29T09:00:00.000Z', acceptanceToAccessMs: 12_000 },
    evidence: {
      at: '2026-06-29T09:00:00.000Z',
      userId: 'u',
      groupId: 'g',
      readings: [],
      warnings: ['roles were not readable'],
    },
  });
  expect(explain(completed, since).why).toBe(
    'Done: ada@example.com is in the group "Developers" with "Provisioning", and every reading from Vultr agreed. From acceptance to working access it took 12 s; for that long they could meet "No Active Organization". Worth knowing: roles were not readable.',
  );
  expect(explain(completed, since).nextAt).toBeUndefined();
});
