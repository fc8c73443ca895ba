import { expect, test } from 'vitest';
import type { InProgress } from '../../../src/cli/registers/in-progress.ts';
import { formatExported, formatImported } from '../../../src/cli/registers/report.ts';
import { personId, validBody } from '../../api/fake-onboardings.ts';

function person(number: number, state: string, what: Partial<InProgress['inProgress']> = {}): InProgress {
  const id = personId.replace(/.$/, String(number));
  return { id, inProgress: { flowId: `${id}.1`, state, email: `p${number}@example.com`, ...what } };
}

const order = { email: 'p3@example.com', reason: 'Last working day' };
const inProgress = [
  person(1, 'awaiting_acceptance', { request: validBody }),
  person(2, 'on_hold', { request: validBody }),
  person(3, 'suspended', { order }),
  person(4, 'guarding'),
];
const idOf = (index: number) => inProgress[index]?.id ?? '';

test('an export says what to do about each kind of flow in progress', () => {
  const text = formatExported({ written: 1, inProgress, unreadable: new Map() }, 'people.ndjson');
  expect(text).toBe(`1 person written to people.ndjson.
2 people have an onboarding in progress. After an import, send the "request" of each of these lines to POST /v1/onboardings. It adopts the invitation and the group that exist, without a second email:
  ${idOf(0)}: awaiting_acceptance
  ${idOf(1)}: on_hold
1 person is leaving. After an import, before any other request for them, send the "order" of each of these lines to POST /v1/offboardings:
  ${idOf(2)}: suspended
1 person has an onboarding or a departure that is being called off. An import does not restore it, so a request for the person would be served as that of an unknown one. Wait until it has ended, then export again, or stop requests for them:
  ${idOf(3)}: guarding
The export contains personal data in plain text.
`);
});

test('an import says it again, and nothing of it if nothing was in progress', () => {
  const imported = { started: 1, same: 0, different: [] };
  const text = formatImported(imported, inProgress);
  expect(text).toContain('2 people have an onboarding in progress. Now, send the "request"');
  expect(text).toContain('Stop requests for them:');
  expect(formatImported(imported, [])).toBe(
    '1 person imported, 0 existed already and are the same, 0 existed and differ.\n',
  );
});
