import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findLoop } from './support/find-loop.ts';
import { findTemporalClientUses } from './support/temporal-client-uses.ts';
import { files, formatImport, type Import, importsOf, source, targetOf } from './support/source-imports.ts';

/**
 * The import table of `src`, in the order in which a request flows. Each folder lists what it may import and how: `all`,
 * `type` (types only), or single files. Everything else is forbidden.
 */
type Allowed = 'all' | 'type' | readonly string[];

const table: Readonly<Record<string, Readonly<Record<string, Allowed>>>> = {
  contract: {},
  html: {},
  telemetry: { contract: 'all' },
  config: { contract: 'all' },
  vultr: {
    contract: [
      'contract/config/vultr-url.ts',
      'contract/lib/case-insensitive.ts',
      'contract/lib/optional.ts',
    ],
    telemetry: 'all',
  },
  webhooks: { contract: 'all' },
  temporal: { contract: 'all', config: 'type', telemetry: 'all' },
  activities: { contract: 'all', telemetry: 'all', temporal: 'all', vultr: 'all', webhooks: 'all' },
  // Workflow code runs in a sandbox, so it may import only the types of activities.
  workflows: { contract: 'all', activities: 'type' },
  workers: { contract: 'all', telemetry: 'all', temporal: 'all', activities: 'all' },
  onboardings: { contract: 'all', telemetry: 'all', temporal: 'all', workflows: 'type' },
  offboardings: { contract: 'all', temporal: 'all', onboardings: 'all' },
  people: {
    contract: 'all',
    temporal: 'all',
    onboardings: 'all',
    offboardings: ['offboardings/offboardings.ts'],
  },
  auth: { contract: 'all' },
  csv: { contract: 'all', api: ['api/plugins/validation.ts'] },
  // A part of the API server that speaks SCIM: it shares what every part of the server does with a request.
  scim: {
    contract: 'all',
    telemetry: 'type',
    auth: 'type',
    people: ['people/people.ts', 'people/people-error.ts'],
    api: [
      'api/plugins/authentication.ts',
      'api/plugins/error-handler.ts',
      'api/plugins/json-body.ts',
      'api/plugins/not-found.ts',
      'api/plugins/rate-limit.ts',
    ],
  },
  api: {
    contract: 'all',
    config: 'type',
    telemetry: 'all',
    auth: 'all',
    onboardings: 'all',
    offboardings: 'all',
    console: ['console/console.ts', 'console/options.ts', 'console/paths.ts'],
    scim: ['scim/scim.ts', 'scim/options.ts', 'scim/rejection-handler.ts'],
  },
  // A part of the API server that shows pages: it says things in the words of the API.
  console: {
    contract: 'all',
    html: 'all',
    config: 'type',
    telemetry: 'all',
    auth: 'all',
    onboardings: 'all',
    offboardings: ['offboardings/offboardings.ts'],
    csv: 'all',
    people: ['people/people.ts', 'people/scim-report.ts'],
    api: [
      'api/explain/access-advice.ts',
      'api/explain/command-descriptions.ts',
      'api/explain/explain-access.ts',
      'api/explain/explain-offboarding.ts',
      'api/explain/explain.ts',
      'api/explain/offboarding-command-descriptions.ts',
      'api/explain/read-access-report.ts',
      'api/parameters.ts',
      'api/plugins/authentication.ts',
      'api/plugins/error-handler.ts',
      'api/plugins/rate-limit.ts',
      'api/plugins/validation.ts',
    ],
  },
  'codec-server': { contract: 'all', telemetry: 'all', auth: 'all' },
  'dev-server': { contract: 'all', temporal: ['temporal/prepare-namespace.ts'] },
  // Of the Vultr client only the key names of the wire format, so that a wrong assumption cannot hide on both sides.
  simulator: {
    contract: ['contract/lib/duration.ts', 'contract/lib/optional.ts'],
    html: 'all',
    telemetry: 'all',
    vultr: ['vultr/wire.ts'],
  },
  processes: {
    contract: 'all',
    config: 'all',
    telemetry: 'all',
    vultr: 'all',
    activities: 'all',
    onboardings: 'all',
    offboardings: 'all',
    people: 'all',
    auth: 'all',
    api: 'all',
    console: 'all',
    'codec-server': 'all',
    temporal: 'all',
    workers: 'all',
    'dev-server': 'all',
    simulator: 'all',
  },
  cli: {
    contract: 'all',
    config: 'all',
    vultr: 'all',
    // Mistakes in a row of a file read like mistakes in the body of a request.
    api: ['api/plugins/validation.ts'],
    csv: 'all',
    people: ['people/create.ts'],
    temporal: 'all',
    workers: ['workers/bundle-workflows.ts', 'workers/replay/history.ts', 'workers/replay/replayer.ts'],
    processes: ['processes/console-sign-in.ts', 'processes/local-secrets.ts'],
    console: ['console/sign-in/identity-provider.ts', 'console/sign-in/oidc-options.ts'],
    // `verify:vultr` compares Vultr with what the simulator assumes. It shares no behaviour with the simulator.
    simulator: ['simulator/dialect.ts', 'simulator/dialect-file.ts'],
  },
  // Programs only read arguments and the configuration; the work is in `cli` and `processes`.
  bin: { config: 'all', telemetry: ['telemetry/logger.ts'], processes: 'all', cli: 'all' },
};

/** Modules that the workflow sandbox cannot load, or that are too large for it. */
const notForWorkflows = ['zod', 'node:crypto', 'node:url', 'ipaddr.js'];

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
}

function isAllowed(one: Import): boolean {
  const target = targetOf(one);
  if (target === undefined) return true;
  const [from, to] = [folderOf(one.from), folderOf(target)];
  if (from === to) return true;
  const allowed = table[from]?.[to];
  if (allowed === undefined) return false;
  return allowed === 'all' || (allowed === 'type' ? one.typeOnly : allowed.includes(target));
}

const imports = files.flatMap(importsOf);

describe('imports between folders', () => {
  test('every folder is in the table', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => table[folder] === undefined)).toEqual([]);
  });

  test('the table allows every import', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter((one) => !isAllowed(one)).map(formatImport)).toEqual([]);
  });

  test('an import in the wrong direction is found', () => {
    const upstream = { from: 'vultr/send.ts', specifier: '../activities/index.ts', typeOnly: false };
    const value = { from: 'workflows/group-writer.ts', specifier: '../activities/index.ts', typeOnly: false };
    expect([upstream, value].map(isAllowed)).toEqual([false, false]);
    expect(isAllowed({ ...value, typeOnly: true })).toBe(true);
  });

  test('the workflow engine imports nothing from the onboarding workflow', () => {
    const offending = imports.filter(
      (one) =>
        one.from.startsWith('workflows/engine/') &&
        targetOf(one)?.startsWith('workflows/onboarding/') === true,
    );
    expect(offending.map(formatImport)).toEqual([]);
  });

  test('only config.ts reads the environment', () => {
    const readers = files.filter((file) => readFileSync(join(source, file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['config/config.ts']);
  });
});

/** Programs that know a server and no organization, and what they import of Temporal's client. */
const alsoAllowed: Readonly<Record<string, readonly string[]>> = {
  'dev-server/start-dev-server.ts': ['Connection'],
};

function usesIn(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return findTemporalClientUses(text, alsoAllowed[file]).map((use) => `${file}: ${use}`);
}

describe("the door to Temporal's client", () => {
  test('is in the folder temporal, and nothing else uses the client', () => {
    const outside = files.filter((file) => folderOf(file) !== 'temporal');
    expect(outside.flatMap(usesIn)).toEqual([]);
    expect(usesIn('temporal/find-executions.ts').length).toBeGreaterThan(3);
  });

  test.each([
    "import { type Client } from '@temporalio/client';",
    "import type { Client as Temporal } from '@temporalio/client';",
    "import {\n  isGrpcServiceError,\n  Connection,\n} from '@temporalio/client';",
    "import * as temporal from '@temporalio/client';",
    "import temporal from '@temporalio/client';",
    "export { WorkflowClient } from '@temporalio/client';",
    "export * from '@temporalio/client';",
    "const { Client } = await import('@temporalio/client');",
    "import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';",
    'await client.workflow.start(name, options);',
    'Context.current().client\n  .workflow.list({ query });',
    "client['workflow'].count(query);",
    'const { workflow } = client;',
    'const { workflow: starts, connection } = Context.current().client;',
    'await connection.workflowService.listWorkflowExecutions({ namespace });',
    'const { workflowService } = client;',
    'handles.getHandle(id).terminate();',
  ])('a use of the client is found: %s', (text) => {
    expect(findTemporalClientUses(text)).not.toEqual([]);
  });

  test.each([
    "import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';",
    "import type { ClientInterceptors } from '@temporalio/client';",
    "import { defineUpdate } from '@temporalio/workflow';\n// as client.workflow does",
    '/** Like `client.workflow.getHandle`. */',
    'const { workflowId } = execution;',
    'interceptors: { workflow: [new Interceptor()] }',
  ])('anything else is allowed: %s', (text) => {
    expect(findTemporalClientUses(text)).toEqual([]);
  });
});

describe('import loops', () => {
  test('there is no loop of files, type imports included', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file).flatMap((one) => targetOf(one) ?? [])]));
    expect(graph.size).toBeGreaterThan(100);
    expect(findLoop(graph)?.join(' → ')).toBeUndefined();
  });

  test('a loop is found, wherever it starts', () => {
    const loop: [string, string[]][] = [
      ['b', ['leaf', 'c']],
      ['c', ['b']],
      ['leaf', []],
    ];
    expect(findLoop(new Map([['a', ['leaf', 'b']], ...loop]))).toEqual(['b', 'c', 'b']);
    expect(findLoop(new Map([['self', ['self']]]))).toEqual(['self', 'self']);
    expect(
      findLoop(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['c']],
          ['c', []],
        ]),
      ),
    ).toBeUndefined();
  });
});

/** Adds the file and all files that it imports at run time to `reached`, and returns `reached`. */
function reach(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const one of importsOf(file)) {
    const target = targetOf(one);
    if (!one.typeOnly && target !== undefined) reach(target, reached);
  }
  return reached;
}

describe('the workflow sandbox', () => {
  test('loads neither Zod nor modules of Node, directly or indirectly', () => {
    const reached = [...reach('workflows/index.ts')];
    expect(reached).toContain('contract/rules/failures.ts');
    const offending = reached
      .flatMap(importsOf)
      .filter((one) => !one.typeOnly && notForWorkflows.some((name) => one.specifier.startsWith(name)));
    expect(offending.map(formatImport)).toEqual([]);
  });
});

/** Tests that cover more than one folder of `src`, and helpers. */
const otherTestFolders = [
  'deploy',
  'docs',
  'compose',
  'postgres',
  'servers',
  'properties',
  'provisioning',
  'reliability',
  'replay',
  'simulator-contract',
  'helm',
  'support',
  'system',
];

function foldersIn(path: string): string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? entry.name : [],
  );
}

describe('the tree of tests', () => {
  test('mirrors src', () => {
    const known = new Set([...foldersIn(source), ...otherTestFolders]);
    expect(foldersIn(import.meta.dirname).filter((folder) => !known.has(folder))).toEqual([]);
  });
});
