import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createOrganizationClient } from '../../src/temporal/organization-client.ts';
import { createOnboardings } from '../../src/onboardings/create.ts';
import { startApiProcess } from '../support/api-process.ts';
import { clientOn, testEncryptionSetting } from '../support/encryption.ts';
import { startSimulatedVultr } from '../support/simulated-vultr.ts';
import { testIdKey } from '../support/id-key.ts';
import { shortTimings } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { startWorkerProcess } from '../support/worker-process.ts';

type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; attributes: unknown };
type Export = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

const stops: (() => Promise<unknown>)[] = [];
const callerTraceId = '0af7651916cd43dd8448eb211c80319c';
const callerSpanId = 'b7ad6b7169203331';
let spans: Span[] = [];
let received = '';

/** Receives spans as an OpenTelemetry collector does, by OTLP over HTTP with JSON. */
async function startCollector(): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received += body;
      const exported = JSON.parse(body) as Export;
      spans.push(
        ...exported.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
      );
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs an onboarding through a real API and a real worker, from a caller with a trace to verified access. */
beforeAll(async () => {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  stops.push(() => connection.close());
  const vultr = await startSimulatedVultr();
  stops.push(() => vultr.stop());
  const organization = randomUUID();
  const environment = {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    ONBOARDING_ORGANIZATION: organization,
    ONBOARDING_ID_KEY: testIdKey,
    ONBOARDING_ENCRYPTION_KEYS: testEncryptionSetting,
    OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector(),
    OTEL_BSP_SCHEDULE_DELAY: '200',
    // The span of the group writer is exported when the writer ends.
    ONBOARDING_GROUP_IDLE: '1s',
  };
  const worker = startWorkerProcess({
    ...environment,
    ONBOARDING_WORKFLOW_BUNDLE: inject('workflowBundlePath'),
    ONBOARDING_SWEEP_EVERY: '1s',
    VULTR_API_URL: vultr.url,
    VULTR_API_KEY: vultr.apiKey,
  });
  stops.push(() => worker.kill());
  const api = await startApiProcess(environment);
  stops.push(() => api.kill());

  const email = 'ada@example.com';
  const request = {
    email,
    group: { name: 'Developers' },
    policies: ['Provisioning'],
  };
  const status = await api.post(request, { traceparent: `00-${callerTraceId}-${callerSpanId}-01` });
  if (status !== 202) throw new Error(`the API returned ${status}`);
  const settings = { idKey: testIdKey, maxInvitations: 5, timings: shortTimings };
  const onboardings = createOnboardings(
    createOrganizationClient(clientOn(connection), organization),
    settings,
  );
  const waiting = await until(
    'awaiting_acceptance',
    () => onboardings.findByEmail(email),
    (onboarding) => onboarding?.state === 'awaiting_acceptance',
    60_000,
  );
  await vultr.accept(waiting?.invitation?.id ?? '');
  // The processes export their spans in batches, so a span may arrive after its children.
  await until(
    'the spans of the onboarding and of its group writer, and a parent of each span',
    async () => {
      const names = new Set(spans.map(({ name }) => name));
      const missing = ['RunWorkflow:onboarding', 'RunWorkflow:groupWriter'].filter(
        (name) => !names.has(name),
      );
      return [...missing, ...withoutWayToCaller()];
    },
    ({ length }) => length === 0,
    60_000,
  );
  spans = ofCaller();
}, 180_000);

afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

const ofCaller = () => spans.filter(({ traceId }) => traceId === callerTraceId);

/** An onboarding does not wait for a look that it no longer needs, so the span that started it may never end. */
const abandoned = 'RunActivity:awaitAcceptance';

/** The names of the caller's spans that do not lead back to the caller. */
const withoutWayToCaller = () =>
  ofCaller()
    .filter((span) => !['caller', abandoned].includes(pathTo(span)[0] ?? ''))
    .map(({ name }) => name);

const spanNamed = (name: string) => spans.find((span) => span.name === name);

/** Returns the names from the caller down to the span. */
function pathTo(span: Span | undefined): string[] {
  if (span === undefined) return [];
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [...(span.parentSpanId === callerSpanId ? ['caller'] : pathTo(parent)), span.name];
}

describe('one trace', () => {
  test('leads from the caller through API, workflow and activity to Vultr', () => {
    const path = [
      'caller',
      'POST /v1/onboardings',
      'StartWorkflow:onboarding',
      'RunWorkflow:onboarding',
      'StartActivity:inviteUser',
      'RunActivity:inviteUser',
    ];
    expect(pathTo(spanNamed('RunActivity:inviteUser'))).toEqual(path);
    expect(pathTo(spanNamed('POST /v2/invitation'))).toEqual([...path, 'POST /v2/invitation']);
    expect(pathTo(spanNamed('RunActivity:grant'))[0]).toBe('caller');
  });

  test('is a tree: every span leads back to the caller, or to an abandoned look', () => {
    expect(spans.length).toBeGreaterThan(10);
    expect(withoutWayToCaller()).toEqual([]);
  });

  test('contains no personal data', () => {
    expect(received).not.toMatch(/ada@|example\.com|Developers|Provisioning/);
  });
});
