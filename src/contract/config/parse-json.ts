import { findRepeatedKey, type JsonPath } from '../lib/repeated-key.ts';

/**
 * Parses a setting. The value is `undefined` for text that is not JSON: the message of `JSON.parse` would repeat a part of
 * the text, which may be secret. `repeated` is where an object repeats a key.
 */
export function parseJson(text: string): {
  readonly value: unknown;
  readonly repeated?: JsonPath | undefined;
} {
  try {
    const value: unknown = JSON.parse(text);
    return { value, repeated: findRepeatedKey(text, value) };
  } catch {
    return { value: undefined };
  }
}
