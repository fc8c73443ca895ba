import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { errorMessage } from '../contract/lib/error-message.ts';
import type { Logger } from '../telemetry/logger.ts';

const readEveryMs = 2_000;

export type Watched<Value> = { readonly current: () => Value; readonly stop: () => void };

export type WatchOptions<Value> = {
  /** Left out, the first value never changes. */
  readonly file: string | undefined;
  /** What `parse` has made of the file when the process started. */
  readonly first: Value;
  readonly parse: (text: string) => { readonly value: Value } | { readonly mistakes: readonly string[] };
  /** What the file contains, for the log. */
  readonly what: string;
  /** The names of what it contains, for the log. */
  readonly namesOf: (value: Value) => readonly string[];
  readonly logger: Logger;
  /** Called after a change has taken effect. */
  readonly onChange?: (() => void) | undefined;
  readonly everyMs?: number | undefined;
};

/**
 * Provides the current content of a file. Its changes take effect while the process runs. The file is read periodically,
 * because file system notifications do not work for every way of mounting a secret. If the file becomes invalid, the
 * previous content stays in effect and the reason is logged once.
 */
export function watchFile<Value>(options: WatchOptions<Value>): Watched<Value> {
  const { file, first, parse, what, namesOf, logger, onChange, everyMs = readEveryMs } = options;
  let value = first;
  if (file === undefined) return { current: () => value, stop() {} };
  let latest: ReadResult | undefined;
  const reload = () => {
    const previous = latest;
    latest = readText(file);
    if (latest.text === previous?.text && latest.error === previous?.error) return;
    const parsed = latest.text === undefined ? { mistakes: [latest.error] } : parse(latest.text);
    if ('value' in parsed) {
      // The file may have changed since `first` was read from it.
      if (previous === undefined && isDeepStrictEqual(parsed.value, first)) return;
      value = parsed.value;
      logger.info({ names: namesOf(value) }, `reloaded the ${what}`);
      onChange?.();
    } else {
      logger.error(
        { file, mistakes: parsed.mistakes },
        `could not reload the ${what}; keeping the previous ones`,
      );
    }
  };
  const timer = setInterval(reload, everyMs).unref();
  return { current: () => value, stop: () => clearInterval(timer) };
}

/** The text, or why the file cannot be read. */
type ReadResult = { readonly text?: string; readonly error: string };

function readText(file: string): ReadResult {
  try {
    return { text: readFileSync(file, 'utf8'), error: '' };
  } catch (error) {
    return { error: errorMessage(error) };
  }
}
