import { pino } from 'pino';
import { logContext } from './log-context.ts';

export type Logger = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** Logs to standard error, one JSON object per line. Standard output is for people. */
export function createLogger(options: { level: string; name: string }): Logger {
  const { level, name } = options;
  return pino({ level, name, mixin: logContext }, pino.destination({ dest: 2, sync: true }));
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
