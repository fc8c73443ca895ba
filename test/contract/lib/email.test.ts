import { expect, test } from 'vitest';
import { sameEmail } from '../../../src/contract/lib/email.ts';

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
