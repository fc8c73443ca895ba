import { ApplicationFailure } from '@temporalio/common';
import type { Logger as SdkLogger, LogLevel } from '@temporalio/worker';
import type { Logger } from '../telemetry/logger.ts';

const levels = { TRACE: 'debug', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** Writes the log of Temporal's SDK to the service's log. What the SDK logs as info is only a detail here. */
export function sdkLogger(logger: Logger): SdkLogger {
  const log = (level: LogLevel, message: string, meta: Readonly<Record<string, unknown>> = {}) => {
    // The worker for Vultr has no workflows on purpose.
    if (!message.startsWith('No workflows registered')) logger[levels[level]](redactFailure(meta), message);
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

/** Reduces a step's failure to its code: its message and details name the person. The onboarding has all of it. */
function redactFailure(meta: Readonly<Record<string, unknown>>): object {
  const { error } = meta;
  if (!(error instanceof ApplicationFailure)) return meta;
  return { ...meta, error: { type: error.type, nonRetryable: error.nonRetryable === true } };
}
