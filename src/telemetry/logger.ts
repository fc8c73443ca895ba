import { pino } from 'pino';
import { logContext } from './log-context.ts';

export type Logger = {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
};

/** Structured logs on standard error, one JSON object a line: standard output belongs to what a person reads. */
export function createLogger(options: { level: string; name: string }): Logger {
  const { level, name } = options;
  return pino({ level, name, mixin: logContext }, pino.destination({ dest: 2, sync: true }));
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
