import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const source = resolve(import.meta.dirname, '../../src');

/** An import or re-export. `from` is the importing file, relative to `src`. */
export type Import = { readonly from: string; readonly specifier: string; readonly typeOnly: boolean };

/** The files of `src`, relative to it. */
export const files = globSync('**/*.ts', { cwd: source }).toSorted();

/** Returns all imports of a file, type imports and dynamic imports included. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm);
  const dynamic = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, specifier = '']): Import => ({
    from: file,
    specifier,
    typeOnly: false,
  }));
  const declared = [...statements].map(([statement, type, specifier = '']) => {
    const named = /\{([^}]*)\}/.exec(statement)?.[1];
    const allTypes =
      named !== undefined && named.split(',').every((name) => !name.trim() || /^\s*type\s/.test(name));
    return { from: file, specifier, typeOnly: type !== undefined || allTypes };
  });
  return [...declared, ...dynamic];
}

/** Returns the imported file relative to `src`, or `undefined` for a package. */
export function targetOf({ from, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = relative(source, resolve(source, dirname(from), specifier));
  // package.json, which contains the version, belongs to no folder.
  return target === '../package.json' ? undefined : target;
}

export function formatImport({ from, specifier }: Import): string {
  return `${from} → ${specifier}`;
}
