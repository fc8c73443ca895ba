import { expect, test } from 'vitest';
import { invitationWindows } from '../../../src/console/pages/invitation-windows.ts';
import { exampleOnboarding } from '../../api/fake-onboardings.ts';

const day = (number: number) => `2026-06-${String(number).padStart(2, '0')}T09:00:00.000Z`;
const invitation = { id: 'i', status: 'pending', number: 2, sentAt: day(4), expiresAt: day(7) } as const;
const history = [
  { at: day(1), message: 'started' },
  { at: day(1), message: 'invitation 1 sent' },
  { at: day(4), message: 'invitation 2 sent: the previous one was resent' },
];
const example = exampleOnboarding({ invitation, history });
const first = { number: 1, from: day(1), to: day(4), end: 'replaced' };

test('an earlier window ends when the next invitation is sent', () => {
  const windows = invitationWindows(example, Date.parse(day(5)));
  expect(windows).toEqual([first, { number: 2, from: day(4), to: day(7), end: 'open' }]);
});

test('the newest window has expired once its end has passed, whatever the view says', () => {
  expect(invitationWindows(example, Date.parse(day(7))).at(-1)?.end).toBe('expired');
});

test('a window ends with the acceptance', () => {
  const accepted = exampleOnboarding({
    invitation: { ...invitation, status: 'accepted' },
    history,
    timings: { startedAt: day(1), acceptedAt: day(5) },
  });
  const last = { number: 2, from: day(4), to: day(5), end: 'accepted' };
  expect(invitationWindows(accepted, Date.parse(day(9)))).toEqual([first, last]);
});

test('without an invitation there is no window', () => {
  const { invitation: _, ...view } = example;
  expect(invitationWindows(view, 0)).toEqual([]);
});
