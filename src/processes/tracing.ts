import type { Config } from '../config/config.ts';
import { startTracing, type Tracing } from '../telemetry/tracing.ts';
import type { Service } from './lifecycle.ts';

/** Traces where the `OTEL_*` variables ask for it. Begun first, so that it is stopped last and sends everything. */
export async function beginTracing(
  { tracing }: Config,
  service: string,
  begin: (part: Service) => void,
): Promise<Tracing | undefined> {
  if (!tracing.on) return undefined;
  const started = await startTracing({ service });
  begin({ name: 'tracing', stop: started.stop });
  return started;
}
