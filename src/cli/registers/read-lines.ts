import { createReadStream } from 'node:fs';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';

export type Line = {
  /** Counted from 1. */
  readonly number: number;
  /** `undefined` if the line is not UTF-8. */
  readonly text: string | undefined;
  /** The file ends here, without a line break. */
  readonly isUnfinished: boolean;
};

const lineFeed = 0x0a;

/** Reads the lines of a file that need not fit into memory, without those that are empty. Throws `StartError`. */
export async function* readLines(file: string): AsyncGenerator<Line> {
  let rest = Buffer.alloc(0);
  let number = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      const bytes = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
        const text = decode(bytes.subarray(start, end));
        number++;
        start = end + 1;
        if (text !== '') yield { number, text, isUnfinished: false };
      }
      rest = bytes.subarray(start);
    }
  } catch (error) {
    throw new StartError(`Cannot read ${file}: ${errorMessage(error)}.`, { cause: error });
  }
  const text = decode(rest);
  if (text !== '') yield { number: number + 1, text, isUnfinished: true };
}

/** Decodes and trims a line. Returns `undefined` for anything but UTF-8. */
function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim();
  } catch {
    return undefined;
  }
}
