import { assert, constantFrom, emailAddress, oneof, property, string, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalEmail, isEmail, sameEmail } from '../../../src/contract/lib/email.ts';

test.each([
  ['ada@example.com', ' Ada@Example.COM '],
  ['ada@bücher.example.com', 'ada@xn--bcher-kva.example.com'],
  ['jose\u0301@example.com', 'jos\u00e9@example.com'],
])('%s and %s are the same email', (a, b) => {
  expect(sameEmail(a, b)).toBe(true);
});

test.each([
  ['ada@example.com', 'ada+x@example.com'],
  ['a.da@example.com', 'ada@example.com'],
  ['ada@example.com', 'аda@example.com'], // the second begins with a Cyrillic letter
  ['ada@example.com', 'ada@example.org'],
  ['ada@example.com', 'ada@ex\u0430mple.com'], // with a Cyrillic letter in the domain
  ['ada@example.com', '\uff41da@example.com'], // full width
  ['fi@example.com', '\ufb01@example.com'], // a ligature
  ['ida@example.com', '\u0131da@example.com'], // without the dot
  ['is@example.com', 'i\u017f@example.com'], // a long s
  ['ada@example.com', 'ada\u200b@example.com'], // an invisible space
  ['ada@example.com', 'ada@example.com.'],
])('%s and %s are different emails', (a, b) => {
  expect(sameEmail(a, b)).toBe(false);
});

test.each([
  'ada@उदाहरण.परीक्षा',
  'ada@ตัวอย่าง.ไทย',
  'ada@சிங்கப்பூர்.example.com',
  'ada@نامه‌ای.com',
  'ada@ශ්‍රී.lk',
  'अदा@उदाहरण.भारत',
  'jose\u0301@cafe\u0301.example.com',
  'ada@例え。jp',
  'ada@xn--bcher-kva.example.com',
  "o'neil+hr/2026@example.co.uk",
  `${'a'.repeat(64)}@example.com`,
])('%s is an email', (text) => {
  expect(isEmail(text)).toBe(true);
});

test.each([
  '',
  'ada',
  '@example.com',
  'ada@',
  'ada@localhost',
  'ada@example.com.',
  'ada@example..com',
  'ada@-example.com',
  'ada@ex_ample.com',
  'ada@example.com/x',
  'ada@ex%61mple.com',
  'ada@example.com:25',
  'ada@example.com#x',
  'ada@user@example.com',
  'ada@192.168.10.20',
  'ada@0x7f.1',
  'ada@[127.0.0.1]',
  'ada@\u0301example.com',
  `ada@${'a'.repeat(64)}.com`,
  `ada@${'a.'.repeat(130)}com`,
  '.ada@example.com',
  'ada.@example.com',
  'a..da@example.com',
  'a da@example.com',
  'a\u3000da@example.com',
  '"ada"@example.com',
  `${'é'.repeat(33)}@example.com`,
  'a\u202eda@example.com',
  'ada@exam\u00adple.com',
  'ada\u200d@example.com',
])('%j is not an email', (text) => {
  expect(isEmail(text)).toBe(false);
});

test('the canonical form of any text is its own canonical form', () => {
  const texts = oneof(
    string({ unit: 'grapheme' }),
    string({ unit: 'binary' }),
    emailAddress(),
    tuple(string({ unit: 'grapheme' }), string({ unit: 'binary' })).map((parts) => parts.join('@')),
  );
  assert(
    property(texts, (text) => {
      expect(canonicalEmail(canonicalEmail(text))).toBe(canonicalEmail(text));
    }),
  );
  expect(canonicalEmail('J\u030c@example.com')).toBe('\u01f0@example.com');
});

test('every address that RFC 5321 and RFC 1034 allow without quotes is an email, in canonical form too', () => {
  assert(
    property(emailAddress(), (text) => {
      expect([isEmail(text), isEmail(canonicalEmail(text))]).toEqual([true, true]);
    }),
  );
});

test('the canonical form of an email is an email of the same mailbox', () => {
  const letters = Array.from('aZ9éßЖ例नทञاي\u0301\u093f\u0e31\u200c\u200d-.');
  const letter = constantFrom(...letters);
  const domain = string({ unit: letter, minLength: 1, maxLength: 12 });
  assert(
    property(domain, (name) => {
      const email = `ada@${name}.example.com`;
      if (!isEmail(email)) return;
      expect(isEmail(canonicalEmail(email))).toBe(true);
      expect(canonicalEmail(email)).toMatch(/^ada@[a-z0-9.-]+\.example\.com$/);
    }),
  );
});
