import { describe, expect, test } from 'vitest';
import { mistakesOf, type Options, read, readHires, valuesOf } from './rows.ts';

const text = 'email,group,policies,firstName\nada@example.com,Büro,Provisioning,Zoë\n';
const access = { group: 'G', policies: 'P' };

/** The bytes of text in an encoding with one byte a character. */
function latin1(characters: string): Buffer {
  return Buffer.from(characters, 'latin1');
}

function utf16(characters: string, { bigEndian = false, mark = true } = {}): Buffer {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${characters}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('the encoding of a file', () => {
  test.each<[string, Buffer, Options]>([
    ['UTF-8', Buffer.from(text), {}],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`), {}],
    ['UTF-16 LE with a byte order mark', utf16(text), {}],
    ['UTF-16 BE with a byte order mark', utf16(text, { bigEndian: true }), {}],
    ['UTF-16 LE without a mark, if it is named', utf16(text, { mark: false }), { encoding: 'utf-16le' }],
    ['Windows-1252, if it is named', latin1(text), { encoding: 'windows-1252' }],
    ['Windows-1252 by its other names', latin1(text), { encoding: 'CP1252' }],
    ['ISO-8859-15, if it is named', latin1(text), { encoding: 'iso-8859-15' }],
    ['a byte order mark and the same name', utf16(text), { encoding: 'UTF-16LE' }],
  ])('is %s', (_name, bytes, options) => {
    const file = readHires(bytes, options);
    expect(valuesOf(file)).toMatchObject([{ group: { name: 'Büro' }, firstName: 'Zoë' }]);
    expect(file.warnings).toEqual([]);
  });

  test('the characters of Windows-1252 that Latin-1 lacks are read', () => {
    const bytes = Buffer.concat([
      latin1('email,lastName\na@example.com,O'),
      Buffer.from([0x92]),
      latin1('Brien\n'),
    ]);
    expect(valuesOf(readHires(bytes, { ...access, encoding: 'windows-1252' }))).toMatchObject([
      { lastName: 'O’Brien' },
    ]);
  });

  test('bytes that are not UTF-8 are refused with line, column, value, and what they may mean', () => {
    const bytes = latin1(
      'email;Gruppe;policies;Büro\r\n'.replace('ü', 'u') +
        'a@example.com;Büro;P;x\r\n\r\nb@exämple.com;G;P;Köln\r\nc@example.com;G;P;x',
    );
    const file = readHires(bytes);
    expect(mistakesOf(file)).toEqual([
      'line 2, column "Gruppe": "B\uFFFDro" is not valid UTF-8. If it is meant to be "Büro", add --encoding windows-1252',
      'line 4, column "email": "b@ex\uFFFDmple.com" is not valid UTF-8. If it is meant to be "b@exämple.com", add --encoding windows-1252',
      'line 4, column "Buro": "K\uFFFDln" is not valid UTF-8. If it is meant to be "Köln", add --encoding windows-1252',
    ]);
    expect(valuesOf(file)).toMatchObject([{ email: 'c@example.com' }]);
  });

  test('the other mistakes of a row with such bytes are reported, too', () => {
    expect(mistakesOf(readHires(latin1('email,firstName\nnonsense,Zoë\n'), access))).toEqual([
      expect.stringContaining('column "firstName": "Zo\uFFFD" is not valid UTF-8'),
      expect.stringContaining('column "email": "nonsense" must be'),
    ]);
  });

  test('in a row with too many fields they are reported, too', () => {
    expect(mistakesOf(readHires(latin1('email,firstName\na@example.com,Zoë,Ü\n'), access))).toEqual([
      expect.stringContaining('line 2: "a@example.com | Zo\uFFFD | \uFFFD" has 3 fields'),
      expect.stringContaining('column "firstName": "Zo\uFFFD" is not valid UTF-8'),
      expect.stringContaining(
        'column "(column 3, no name)": "\uFFFD" is not valid UTF-8. If it is meant to be "Ü"',
      ),
    ]);
  });

  test('such bytes in the header are refused', () => {
    expect(() => readHires(latin1('E-Mail,Prénom\na@example.com,A\n'), access)).toThrow(
      /^The header \(line 1\) cannot be read: .*"Prénom", add --encoding windows-1252/,
    );
  });

  test.each([
    ['a truncated sequence', Buffer.from([0xc3])],
    ['an overlong sequence', Buffer.from([0xc0, 0xaf])],
    ['an encoded surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['a sequence that a delimiter cuts', Buffer.from([0xe2, 0x82])],
  ])('%s is not UTF-8', (_name, damage) => {
    const bytes = Buffer.concat([
      latin1('email,firstName,lastName\na@example.com,'),
      damage,
      latin1(',Lovelace\n'),
    ]);
    expect(mistakesOf(readHires(bytes, access))).toEqual([
      expect.stringMatching(/^line 2, column "firstName": .* is not valid UTF-8/),
    ]);
  });

  test('characters that were lost before are refused, too', () => {
    expect(mistakesOf(read('email,firstName\na@example.com,Zo\uFFFD\n', access))).toEqual([
      expect.stringMatching(/^line 2, column "firstName": "Zo\uFFFD" has characters that were lost/),
    ]);
  });

  test('half a character of UTF-16 is refused', () => {
    const bytes = Buffer.concat([utf16('email,firstName\na@example.com,Zo'), Buffer.from([0x00, 0xd8])]);
    expect(mistakesOf(readHires(bytes, access))).toEqual([
      expect.stringMatching(/^line 2, column "firstName": .*not valid utf-16le/),
    ]);
  });

  test('a name that is unknown is refused', () => {
    expect(() => read(text, { encoding: 'klingon' })).toThrow(
      /encoding "klingon" is unknown. Use, for example, utf-8/,
    );
  });

  test('a byte order mark has priority over the name, with a warning', () => {
    const file = read(`\uFEFF${text}`, { encoding: 'windows-1252' });
    expect(valuesOf(file)).toMatchObject([{ firstName: 'Zoë' }]);
    expect(file.warnings).toEqual([expect.stringContaining('byte order mark of utf-8')]);
  });

  test('a file that is valid UTF-8 and read as something else gets a warning', () => {
    expect(read(text, { encoding: 'windows-1252' }).warnings).toEqual([
      expect.stringContaining('it is valid UTF-8'),
    ]);
    expect(read('email\na@example.com', { ...access, encoding: 'windows-1252' }).warnings).toEqual([]);
  });

  test.each([
    ['UTF-16 without a byte order mark', utf16(text, { mark: false }), /NUL characters.*--encoding utf-16le/],
    ['an Excel workbook', Buffer.from('PK\u0003\u0004 workbook'), /Excel workbook.*Save it as "CSV UTF-8"/],
    ['an old Excel workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /old Excel workbook/],
  ])('%s is refused with what to do', (_name, bytes, message) => {
    expect(() => readHires(bytes)).toThrow(message);
  });
});
