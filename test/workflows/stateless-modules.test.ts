import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, inject, test } from 'vitest';

/*
 * All workflows of a worker share the modules of the workflows, so that what a module keeps for one of them reaches the
 * others. Only what never changes may stand outside of the functions.
 */

const code = readFileSync(inject('workflowBundlePath'), 'utf8');
/** Relative to the root of the project. The bundler names each module by its path. */
const modules = [...code.matchAll(/^\/\*{3}\/ "\.\/(src\/[^"]+)"$/gm)].map(([, file = '']) => file);

/** These only name a message, an attribute or an activity. A meter keeps instruments, which are the same for all workflows. */
const stateless = /^(define\w+|proxyActivities|createMeter)$/;

test('the bundle has its modules', () => {
  expect(modules).toContain('src/workflows/onboarding/onboarding.ts');
  expect(modules).toContain('src/contract/rules/states.ts');
  expect(modules.length).toBeGreaterThan(100);
});

test.each(modules)('%s keeps no state', (file) => {
  expect(statefulLines(readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8'))).toEqual([]);
});

test.each([
  'let count = 0;',
  'export var count = 0;',
  'const seen = new Set<string>();',
  'export const cache: Map<string, string> = new Map([',
  'const queue: string[] = [];',
  'export const queue = [',
  'const watcher = createWatcher();',
  'const { send } = createClient({',
  '  static count = 0;',
])('finds %s', (line) => {
  expect(statefulLines(`${line}\n`)).toEqual([line]);
});

test.each([
  'const steps: ReadonlySet<Step> = new Set([',
  'export const names = [] as const;',
  "export const hintSignal = defineSignal('hint');",
  'const { send } = proxyActivities<Activities>({',
  'const limits = { count: 3 };',
  '  let count = 0;',
])('accepts %s', (line) => {
  expect(statefulLines(`${line}\n`)).toEqual([]);
});

/** The lines that declare what may change outside of a function. Relies on the indentation that Prettier gives. */
function statefulLines(source: string): string[] {
  const lines = source.split('\n');
  return lines.filter((line, at) => {
    if (/^(export )?(let|var) /.test(line) || /^ {2}(private |public |readonly )*static /.test(line))
      return true;
    const declared = /^(?:export )?const (?:\w+|\{[^}]*\})(?:: (.+?))? = (.*)$/.exec(line);
    if (declared === null) return false;
    const [, type = '', value = ''] = declared;
    if (/^(Readonly|readonly )/.test(type)) return false;
    if (value.startsWith('[')) return !isConstant(lines.slice(at));
    if (value.startsWith('new ')) return !value.startsWith('new DefaultFailureConverter(');
    const callee = /^([a-z]\w*)(?:<.*>)?\(/.exec(value)?.[1];
    return callee !== undefined && !stateless.test(callee);
  });
}

/** Whether the first statement of these lines ends in `as const`. */
function isConstant(lines: readonly string[]): boolean {
  const end = lines.findIndex((line) => line.endsWith(';'));
  return / as const\b/.test(lines[end] ?? '');
}
