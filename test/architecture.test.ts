import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The import table: the river of docs/architecture.md, and its one place. Each folder names what it may import, and how:
 * `all`, `type` (types only), or single files. What is not named is forbidden.
 */
type Allowed = 'all' | 'type' | readonly string[];

const source = resolve(import.meta.dirname, '../src');

const table: Readonly<Record<string, Readonly<Record<string, Allowed>>>> = {
  contract: {},
  telemetry: { contract: 'all' },
  config: { contract: 'all' },
  vultr: {
    contract: [
      'contract/lib/case-insensitive.ts',
      'contract/lib/optional.ts',
      'contract/lib/private-host.ts',
    ],
    telemetry: 'all',
  },
  webhooks: { contract: 'all' },
  activities: { contract: 'all', telemetry: 'all', vultr: 'all', webhooks: 'all' },
  // Workflow code runs in a sandbox: of the activities it may know the types only.
  workflows: { contract: 'all', activities: 'type' },
  onboardings: { contract: 'all', telemetry: 'all', workflows: 'type' },
  auth: { contract: 'all' },
  api: { contract: 'all', config: 'type', telemetry: 'all', auth: 'all', onboardings: 'all' },
  'codec-server': { contract: 'all', telemetry: 'all', auth: 'all' },
  temporal: { contract: 'all', config: 'type', telemetry: 'all', activities: 'all' },
  'dev-server': { contract: 'all', temporal: ['temporal/prepare-namespace.ts'] },
  // Of Vultr only the names of the wire format, so that a wrong belief cannot hide on both sides.
  simulator: {
    contract: ['contract/lib/duration.ts', 'contract/lib/optional.ts'],
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
    auth: 'all',
    api: 'all',
    'codec-server': 'all',
    temporal: 'all',
    'dev-server': 'all',
    simulator: 'all',
  },
  cli: {
    contract: 'all',
    config: 'all',
    vultr: 'all',
    // Mistakes in a row of a file read like mistakes in the body of a request.
    api: ['api/plugins/validation.ts'],
    temporal: 'all',
    processes: ['processes/local-secrets.ts'],
  },
  // Programs only read arguments and the configuration; the work is in `cli` and `processes`.
  bin: { config: 'all', telemetry: ['telemetry/logger.ts'], processes: 'all', cli: 'all' },
};

/** Contract files that the workflow sandbox cannot load: they need Node's own modules, or Zod. */
const notForWorkflows = ['zod', 'node:crypto', 'node:url', 'ipaddr.js'];

type Import = { readonly from: string; readonly specifier: string; readonly typeOnly: boolean };

const files = globSync('**/*.ts', { cwd: source }).toSorted();

function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  return [...statements].map(([statement, type, specifier = '']) => {
    const named = /\{([^}]*)\}/.exec(statement)?.[1];
    const allTypes =
      named !== undefined && named.split(',').every((name) => !name.trim() || /^\s*type\s/.test(name));
    return { from: file, specifier, typeOnly: type !== undefined || allTypes };
  });
}

function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file.replace(/\.ts$/, '');
}

function targetOf({ from, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = relative(source, resolve(source, dirname(from), specifier));
  // package.json says the version; it is nobody's folder.
  return target === '../package.json' ? undefined : target;
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

describe('imports go downstream or to the ground floor', () => {
  test('every folder stands in the table', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => table[folder] === undefined)).toEqual([]);
  });

  test('no import that the table forbids', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter((one) => !isAllowed(one)).map((one) => `${one.from} → ${one.specifier}`)).toEqual(
      [],
    );
  });

  test('the table is held: an import up the river is found', () => {
    const up = { from: 'vultr/send.ts', specifier: '../activities/index.ts', typeOnly: false };
    const value = { from: 'workflows/group.ts', specifier: '../activities/index.ts', typeOnly: false };
    expect([up, value].map(isAllowed)).toEqual([false, false]);
    expect(isAllowed({ ...value, typeOnly: true })).toBe(true);
  });

  test('only config.ts reads the environment', () => {
    const readers = files.filter((file) => readFileSync(join(source, file), 'utf8').includes('process.env'));
    expect(readers).toEqual(['config/config.ts']);
  });
});

function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const one of importsOf(file)) {
    const target = targetOf(one);
    if (!one.typeOnly && target !== undefined) reach(target, seen);
  }
  return seen;
}

describe('what reaches the workflow sandbox', () => {
  test('no Zod and nothing of Node, by whatever way', () => {
    const reached = [...reach('workflows/index.ts')];
    expect(reached).toContain('contract/rules/failures.ts');
    const offending = reached
      .flatMap(importsOf)
      .filter((one) => !one.typeOnly && notForWorkflows.some((name) => one.specifier.startsWith(name)));
    expect(offending.map((one) => `${one.from} → ${one.specifier}`)).toEqual([]);
  });
});
