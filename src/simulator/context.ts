import type { Logger } from '../telemetry/logger.ts';
import type { Dialect } from './dialect.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Store } from './state/store.ts';

/** One simulator's own things: nothing is shared between two in one process. */
export type SimulatorContext = {
  readonly store: Store;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly rateLimit: RateLimit;
  readonly logger: Logger;
  readonly clock: () => number | Promise<number>;
  /** The organization's keys; absent where every key is taken as one. */
  readonly apiKeys?: readonly string[];
  /** As it was given at the start. */
  readonly initialDialect: Dialect;
  /** As it is now. */
  dialect: Dialect;
  /** Fires when the simulator closes, so that no slow answer holds it up. */
  readonly closing: AbortSignal;
};
