import { once } from 'node:events';
import { createWriteStream, existsSync, openSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { errorMessage } from '../../contract/lib/error-message.ts';
import { StartError } from '../../contract/lib/start-error.ts';

export type Output = {
  /** Writes a line. Resolves when the output can take the next one. */
  readonly write: (line: string) => Promise<void>;
  /** Resolves when everything is written. */
  readonly close: () => Promise<void>;
  /** Deletes the file, so that no incomplete one is taken for a complete one. */
  readonly discard: () => void;
};

/** Opens a new file that only its owner can read; without a file, standard output. Throws `StartError` if the file exists. */
export function openOutput(file: string | undefined): Output {
  if (file === undefined) {
    return { write: (line) => writeTo(process.stdout, line), close: async () => {}, discard: () => {} };
  }
  const stream = createWriteStream(file, { fd: create(file), flush: true });
  return {
    write: (line) => writeTo(stream, line),
    async close() {
      stream.end();
      await finished(stream);
    },
    discard() {
      stream.destroy();
      rmSync(file, { force: true });
    },
  };
}

function create(file: string): number {
  try {
    return openSync(file, 'wx', 0o600);
  } catch (error) {
    const reason = existsSync(file)
      ? `${file} exists already. Name another file, or move that one away.`
      : `Cannot create ${file}: ${errorMessage(error)}.`;
    throw new StartError(`Nothing was exported. ${reason}`, { cause: error });
  }
}

async function writeTo(stream: Writable, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain');
}
