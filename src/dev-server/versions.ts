import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The Go module that pins the CLI: a folder with only `go.mod` and `go.sum`. */
export const cliModuleDir = fileURLToPath(new URL('../../tools/temporal', import.meta.url));

export type Pins = {
  /** The version of the Temporal CLI, such as `1.8.2`. */
  readonly cli: string;
  /** The oldest version of Go that can build it. */
  readonly go: string;
};

export async function readPins(moduleDir: string): Promise<Pins> {
  const text = await readFile(`${moduleDir}/go.mod`, 'utf8');
  const cli = /^\s*(?:require )?github\.com\/temporalio\/cli v([\d.]+)/m.exec(text)?.[1];
  const go = /^go ([\d.]+)/m.exec(text)?.[1];
  if (cli === undefined || go === undefined) throw new Error(`${moduleDir}/go.mod contains no version`);
  return { cli, go };
}

/** Parses `temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)`. Returns `undefined` if the output is not that of Temporal's CLI. */
export function parseServerVersion(output: string): string | undefined {
  return /^temporal version \S+ \(server v?(\d+\.\d+\.\d+)/im.exec(output)?.[1];
}

/** Parses `go version go1.26.8 linux/amd64`. A release candidate counts as its release. */
export function parseGoVersion(output: string): string | undefined {
  return /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
}
