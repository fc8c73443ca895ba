import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../contract/lib/duration.ts';
import { defined } from '../../contract/lib/optional.ts';
import { sentence } from '../../contract/lib/sentence.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { createVultrClient } from '../../vultr/client.ts';
import { VultrError } from '../../vultr/errors.ts';
import { createRateBudget } from '../../vultr/rate-budget.ts';
import type { Endpoint } from '../../vultr/request.ts';
import { createSend, type Send } from '../../vultr/send.ts';
import type { VultrClient } from '../../vultr/types.ts';
import { isNotJson, vultrRemedy } from '../vultr-remedy.ts';
import { type RawResponse, toRawResponse } from './raw-response.ts';

export type RecorderOptions = {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly timeoutMs: number;
  readonly requestsPerSecond: number;
  /** Receives a line for people if Vultr asks for a pause. */
  readonly onProgress: (line: string) => void;
};

/** What one call did. */
export type Recording<Value> = {
  /** The responses, oldest first. */
  readonly responses: readonly RawResponse[];
  /** What the client made of them. Absent if it refused them. */
  readonly value?: Value;
  readonly error?: VultrError;
};

/** Uses the service's own client and keeps every response as it arrived. */
export type Recorder = {
  /** Runs a call that only reads. A write that it attempts is not sent, and fails. */
  readonly read: <Value>(call: (client: VultrClient) => Promise<Value>) => Promise<Recording<Value>>;
  /** Reads what the service itself does not. */
  readonly get: (endpoint: Endpoint, query?: Readonly<Record<string, string>>) => Promise<Recording<unknown>>;
  /** Runs a call that writes. */
  readonly write: <Value>(
    call: (client: VultrClient, send: Send) => Promise<Value>,
  ) => Promise<Recording<Value>>;
  /** Every response so far, oldest first. */
  readonly responses: readonly RawResponse[];
};

const maxReadAttempts = 3;
const maxPauses = 5;
/** A person waits for this program. */
const maxPauseMs = 60_000;
const retryAfterFaultMs = 1_000;

/**
 * Creates a recorder for the organization that the key belongs to. A 429 is obeyed and the request repeated, which is
 * safe for writes too, because Vultr rejected it. Every method throws `StartError` for a failure that would hit each
 * further request: a refused key, no connection, a page in place of the API.
 */
export function createRecorder({ onProgress, requestsPerSecond, ...connection }: RecorderOptions): Recorder {
  const responses: RawResponse[] = [];
  let mayWrite = false;
  const guardedFetch: typeof fetch = (url, init) => {
    if (init?.method !== 'GET' && !mayWrite) throw new Error(`A reading call must not send ${init?.method}.`);
    return fetch(url, init);
  };
  const options = {
    ...connection,
    budget: createRateBudget({ requestsPerSecond }),
    fetch: guardedFetch,
    onResponse: (...args: Parameters<typeof toRawResponse>) => void responses.push(toRawResponse(...args)),
  };
  const client = createVultrClient(options);
  const send = createSend(options);

  async function record<Value>(
    call: () => Promise<Value>,
    { attempts }: { attempts: number },
  ): Promise<Recording<Value>> {
    let pauses = 0;
    for (let attempt = 1; ; attempt++) {
      const first = responses.length;
      try {
        return { value: await call(), responses: responses.slice(first) };
      } catch (error) {
        if (!(error instanceof VultrError)) throw error;
        if (error.kind === 'rate_limited' && isShort(error) && ++pauses <= maxPauses) {
          onProgress(`Vultr asks for fewer requests (429); continuing in ${formatPause(error)}.`);
          attempt -= 1;
        } else if (error.kind === 'unavailable' && attempt < attempts) await sleep(retryAfterFaultMs);
        else if (isFatal(error)) throw toStartError(error);
        else return { error, responses: responses.slice(first) };
      }
    }
  }

  return {
    responses,
    read: (call) => record(() => call(client), { attempts: maxReadAttempts }),
    get: (endpoint, query) =>
      record(() => send({ method: 'GET', ...endpoint, ...defined({ query }) }, (body) => body), {
        attempts: maxReadAttempts,
      }),
    async write(call) {
      mayWrite = true;
      try {
        return await record(() => call(client, send), { attempts: 1 });
      } finally {
        mayWrite = false;
      }
    },
  };
}

function isShort({ retryAfterMs = 0 }: VultrError): boolean {
  return retryAfterMs <= maxPauseMs;
}

/** Without a readable `Retry-After`, the rate budget pauses for one second. */
function formatPause({ retryAfterMs = 1_000 }: VultrError): string {
  return formatDuration(retryAfterMs);
}

/** Whether every further request would fail in the same way. */
function isFatal(error: VultrError): boolean {
  return ['unauthorized', 'unavailable', 'rate_limited'].includes(error.kind) || isNotJson(error);
}

function toStartError(error: VultrError): StartError {
  const pause =
    error.retryAfterMs === undefined ? '' : ` Vultr asks to wait ${formatDuration(error.retryAfterMs)}.`;
  return new StartError(`${sentence(error.message)}${pause} ${vultrRemedy(error)}`, { cause: error });
}
