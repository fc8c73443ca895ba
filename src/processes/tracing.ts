import type { Config } from '../config/config.ts';
import { startTracing, type Tracing } from '../telemetry/tracing.ts';
import type { AddService } from './lifecycle.ts';

/** Turns on tracing if the `OTEL_*` variables ask for it. Call it first, so that it is stopped last and sends all spans. */
export async function addTracing(
  { tracing }: Config,
  serviceName: string,
  addService: AddService,
): Promise<Tracing | undefined> {
  if (!tracing.enabled) return undefined;
  const started = await startTracing({ service: serviceName });
  addService({ name: 'tracing', stop: started.stop });
  return started;
}
