import { ApplicationFailure } from '@temporalio/common';
import type { Logger as SdkLogger, LogLevel } from '@temporalio/worker';
import type { Logger } from '../telemetry/logger.ts';

const levels = { TRACE: 'debug', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** What Temporal's SDK has to say, in the service's own log. What is normal there is a detail here. */
export function sdkLogger(logger: Logger): SdkLogger {
  const log = (level: LogLevel, message: string, meta: Readonly<Record<string, unknown>> = {}) => {
    // The worker for Vultr calls has no workflows on purpose.
    if (!message.startsWith('No workflows registered')) logger[levels[level]](withoutFacts(meta), message);
  };
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

/** A failure of a step tells whom it is about in its message and details. The log has its code; the run has the rest. */
function withoutFacts(meta: Readonly<Record<string, unknown>>): object {
  const { error } = meta;
  if (!(error instanceof ApplicationFailure)) return meta;
  return { ...meta, error: { type: error.type, nonRetryable: error.nonRetryable === true } };
}
