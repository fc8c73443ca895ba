import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type Answer, moot, other, remedies, seen, unseen } from '../../../src/cli/verify-vultr/answer.ts';
import type { Answers } from '../../../src/cli/verify-vultr/answers.ts';
import type { QuestionName } from '../../../src/cli/verify-vultr/questions/questions.ts';
import { formatReport } from '../../../src/cli/verify-vultr/report.ts';

const answers: Answers = new Map<QuestionName, Answer>([
  ['contentType', seen('application/json; charset=utf-8', 'in every response')],
  ['envelope', seen('mixed', 'wrapped: user, group, policy; bare: invitation, organization')],
  ['dates', other('another form', 'a form that the simulator does not have, and a long explanation of it')],
  ['resendId', unseen('Only a write shows it', remedies.walk)],
  ['permissions', unseen('There is no invitation in the list', remedies.walk)],
  ['suspendedUsers', unseen('No user is suspended', remedies.suspended)],
  ['invitationKey', moot('an invitation has no envelope')],
]);

describe('the report', () => {
  test('puts what the API shows next to what the simulator assumes', () => {
    expect(formatReport(answers, { width: 100, useColor: false })).toBe(
      `
  question     simulator         API                   evidence
≠ contentType  application/json  application/json;     in every response
                                 charset=utf-8
✓ envelope     mixed             mixed                 wrapped: user, group, policy; bare:
                                                       invitation, organization
≠ dates        iso               another form          a form that the simulator does not have, and
                                                       a long explanation of it

Cannot be seen yet (in parentheses: what the simulator does)
  Run this with --with-a-test-person EMAIL:
    There is no invitation in the list: permissions (object)
    Only a write shows it: resendId (same)
  Suspend a user in the Console and run this again:
    No user is suspended: suspendedUsers (suspended)

Do not arise
  invitationKey: an invitation has no envelope

1 as assumed (✓), 2 different (≠), 3 cannot be seen yet.`.slice(1),
    );
  });

  test.each([80, 100, 120])('fits into %i columns, in color too', (width) => {
    const plain = formatReport(answers, { width, useColor: false });
    const colored = formatReport(answers, { width, useColor: true });
    expect(Math.max(...plain.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });
});
