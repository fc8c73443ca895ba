import type { Logger } from '../telemetry/logger.ts';
import type { Dialect } from './dialect.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Store } from './state/store.ts';

/** What belongs to one simulator. Two simulators in one process share nothing. */
export type SimulatorContext = {
  readonly store: Store;
  readonly faults: Faults;
  readonly ledger: Ledger;
  readonly rateLimit: RateLimit;
  readonly logger: Logger;
  readonly clock: () => number | Promise<number>;
  /** The organization's keys. If absent, every key counts as one of them. */
  readonly apiKeys?: readonly string[];
  /** As given at the start; a reset restores it. */
  readonly initialDialect: Dialect;
  /** The current dialect. */
  dialect: Dialect;
  /** Aborts when the simulator closes, so that no delayed response keeps it open. */
  readonly closing: AbortSignal;
};
