import { StartError } from '../contract/lib/start-error.ts';
import type { OptionWords } from './option-words.ts';

/** The text of a file. */
export type DecodedText = {
  readonly text: string;
  readonly encoding: string;
  /** The same text in `fallbackEncoding`, if some bytes are not valid UTF-8. `text` contains U+FFFD for those. */
  readonly fallbackText: string | undefined;
  readonly warnings: readonly string[];
};

/** What Excel on Windows writes if it does not write UTF-8. */
export const fallbackEncoding = 'windows-1252';

const byteOrderMarks: readonly { readonly encoding: string; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/** The first bytes of files that people mistake for CSV. */
const workbooks: readonly { readonly kind: string; readonly bytes: readonly number[] }[] = [
  { kind: 'an Excel workbook (.xlsx) or another ZIP file', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'an old Excel workbook (.xls)', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
];

/**
 * Decodes a file as its byte order mark says, otherwise in the encoding `label`, otherwise as UTF-8. `label` is one that
 * `TextDecoder` knows: https://encoding.spec.whatwg.org/#names-and-labels. Throws `StartError` if the label is unknown
 * or the file is not text.
 */
export function decodeText(bytes: Uint8Array, label: string | undefined, words: OptionWords): DecodedText {
  const given = label === undefined ? undefined : nameOfEncoding(label);
  const workbook = workbooks.find((kind) => startsWith(bytes, kind.bytes));
  if (workbook !== undefined)
    throw new StartError(`The file is ${workbook.kind}. Save it as "CSV UTF-8" and import that file.`);
  const marked = byteOrderMarks.find((mark) => startsWith(bytes, mark.bytes))?.encoding;
  const encoding = marked ?? given ?? 'utf-8';
  const exact = decodeExactly(bytes, encoding);
  const text = exact ?? new TextDecoder(encoding).decode(bytes);
  if (text.includes('\0')) {
    throw new StartError(
      `The file contains NUL characters, so it is not text in this encoding. If it is UTF-16 without a byte order mark, ${words.set('encoding', 'utf-16le')}.`,
    );
  }
  const isDamagedUtf8 = exact === undefined && encoding === 'utf-8';
  return {
    text,
    encoding,
    fallbackText: isDamagedUtf8 ? new TextDecoder(fallbackEncoding).decode(bytes) : undefined,
    warnings: encodingWarnings(bytes, marked, given, words),
  };
}

function encodingWarnings(
  bytes: Uint8Array,
  marked: string | undefined,
  given: string | undefined,
  words: OptionWords,
) {
  if (given === undefined) return [];
  if (marked !== undefined) {
    if (marked === given) return [];
    return [`The file has the byte order mark of ${marked}, so it was read as that and not as ${given}.`];
  }
  const isUtf8 = given !== 'utf-8' && decodeExactly(bytes, 'utf-8') !== undefined;
  if (!isUtf8 || bytes.every((byte) => byte < 0x80)) return [];
  return [
    `The file was read as ${given}, but it is valid UTF-8. If names look wrong, import it without ${words.name('encoding')}.`,
  ];
}

function decodeExactly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The standard name for a label: `windows-1252` for `latin1`. */
function nameOfEncoding(label: string): string {
  try {
    return new TextDecoder(label, { fatal: true }).encoding;
  } catch (error) {
    throw new StartError(
      `The encoding "${label}" is unknown. Use, for example, utf-8, utf-16le, windows-1252, windows-1250, iso-8859-15, macintosh or shift_jis.`,
      { cause: error },
    );
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
