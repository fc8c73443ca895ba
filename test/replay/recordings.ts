import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import packageJson from '../../package.json' with { type: 'json' };
import type { History } from '../../src/workers/replay/history.ts';

/** The histories of each release are in a folder of their own, so that those of earlier ones stay. */
const folder = new URL('histories/', import.meta.url);

export const currentVersion: string = packageJson.version;

export type Recording = {
  /** The release that recorded it. */
  readonly version: string;
  readonly name: string;
  readonly type: string;
  readonly json: string;
};

/** Reads all recordings, those of earlier releases included. */
export function readRecordings(): Recording[] {
  return readdirSync(folder).flatMap((version) => {
    const names = readdirSync(new URL(`${version}/`, folder)).map((file) => file.replace(/\.json$/, ''));
    return names.toSorted().map((name) => {
      const json = readFileSync(new URL(`${version}/${name}.json`, folder), 'utf8');
      const started = parseHistory(json).events?.[0]?.workflowExecutionStartedEventAttributes;
      return { version, name, type: started?.workflowType?.name ?? '', json };
    });
  });
}

/** Returns the recording of this release. Throws if there is none. */
export function recordingNamed(name: string): Recording {
  const found = readRecordings().find(
    (recording) => recording.version === currentVersion && recording.name === name,
  );
  if (found === undefined)
    throw new Error(`there is no recording ${name} of ${currentVersion}: run npm run record:histories`);
  return found;
}

export function parseHistory(json: string): History {
  return historyFromJSON(JSON.parse(json));
}

/** Writes a recording of this release. */
export function writeRecording(name: string, history: History): void {
  mkdirSync(new URL(`${currentVersion}/`, folder), { recursive: true });
  // Removes the names of this machine and its folders.
  const json = historyToJSON(history)
    .replaceAll(process.cwd(), '')
    .replaceAll(/\d+@[\w.-]+/g, 'worker');
  writeFileSync(new URL(`${currentVersion}/${name}.json`, folder), `${JSON.stringify(JSON.parse(json))}\n`);
}
