import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * The oldest server that the service is meant for: 1.27, that of CLI 1.3. Asked of the server's version and not of
 * the CLI's own, which a build from source does not have.
 */
export const oldestServer = '1.27.0';

/** The Go module that pins the CLI: a folder with `go.mod` and `go.sum`, and nothing to compile of its own. */
export const cliModuleDir = fileURLToPath(new URL('../../tools/temporal', import.meta.url));

export type Pins = {
  /** Version of the Temporal CLI, as `1.8.2`. */
  readonly cli: string;
  /** The oldest Go that builds it. */
  readonly go: string;
};

export async function readPins(moduleDir: string): Promise<Pins> {
  const text = await readFile(`${moduleDir}/go.mod`, 'utf8');
  const cli = /^\s*(?:require )?github\.com\/temporalio\/cli v([\d.]+)/m.exec(text)?.[1];
  const go = /^go ([\d.]+)/m.exec(text)?.[1];
  if (cli === undefined || go === undefined) throw new Error(`${moduleDir}/go.mod names no version`);
  return { cli, go };
}

/** From `temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)`; `undefined` where it is no Temporal CLI that says this. */
export function parseServerVersion(output: string): string | undefined {
  return /^temporal version \S+ \(server v?(\d+\.\d+\.\d+)/im.exec(output)?.[1];
}

/** From `go version go1.26.8 linux/amd64`; a release candidate counts as its release. */
export function parseGoVersion(output: string): string | undefined {
  return /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
}

export function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}
