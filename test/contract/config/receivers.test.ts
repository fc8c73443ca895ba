import { describe, expect, test } from 'vitest';
import { serviceEventTypes } from '../../../src/contract/api/service-events.ts';
import { receiversSetting } from '../../../src/contract/config/receivers.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const hr = { name: 'hr', url: 'https://hr.example.com/hooks', secret };

function mistakesOf(...entries: readonly unknown[]): string[] {
  const result = receiversSetting.safeParse(JSON.stringify(entries));
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}

describe('ONBOARDING_WEBHOOKS', () => {
  test('a receiver has one or more secrets, and some or all event types', () => {
    const it = { ...hr, name: 'it', secret: [secret, secret], events: ['onboarding.completed'] };
    expect(receiversSetting.parse(JSON.stringify([hr, it]))).toEqual([
      { ...hr, secret: [secret], events: [...serviceEventTypes] },
      it,
    ]);
  });

  test('a key that is repeated is refused, without its values', () => {
    const text = `[${JSON.stringify(hr).replace('{', '{"secret":"whsec_another",')}]`;
    const { error } = receiversSetting.safeParse(text);
    expect(error?.issues.map(({ message }) => message)).toEqual(['entry 1.secret must be given only once']);
  });

  test('plain http is allowed for this machine only', () => {
    expect(mistakesOf({ ...hr, url: 'http://127.0.0.1:9000/hooks' })).toEqual([]);
    for (const url of ['http://hr.example.com', 'ftp://hr.example.com', 'hr.example.com']) {
      expect(mistakesOf({ ...hr, url })).toEqual([
        'entry 1.url must be an https URL; plain http is allowed for this machine only',
      ]);
    }
  });

  test('each mistake says where it is', () => {
    const wrong = [
      { ...hr, name: 'h r' },
      { ...hr, url: 'https://user:hunter2@hr.example.com' },
      { ...hr, secret: ['whsec_c2hvcnQ='] },
      { ...hr, secret: `whsec-${secret}` },
      { ...hr, events: ['invited'] },
      { ...hr, key: 'surplus' },
    ];
    expect(mistakesOf(...wrong)).toEqual([
      'entry 1.name must have 1 to 64 letters, digits, dots, - or _',
      'entry 2.url must not contain a user or password',
      'entry 3.secret.0 must be whsec_ and base64 of 24 to 64 bytes',
      'entry 4.secret.0 must be whsec_ and base64',
      expect.stringMatching(/^entry 5\.events\.0 must be one of onboarding\.invited, /),
      'entry 6 Unrecognized key: "key"',
    ]);
    expect(mistakesOf(hr, hr)).toEqual(['each name must be unique']);
    expect(mistakesOf({ name: 'hr', url: hr.url })).toEqual(['entry 1.secret.0 must be a string']);
  });

  test.each([`[{"secret":"${secret}"`, '{}', 'https://hr.example.com'])(
    'text that is not a JSON array is rejected without being repeated: %s',
    (text) => {
      const result = receiversSetting.safeParse(text);
      expect(result.error?.issues.map(({ message }) => message)).toEqual(['must be an array']);
    },
  );
});
