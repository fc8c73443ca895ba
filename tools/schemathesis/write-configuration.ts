import { readFile, writeFile } from 'node:fs/promises';
import type { PreparedOffboardings } from './prepare-offboardings.ts';
import type { Prepared } from './prepare-onboardings.ts';

const template = new URL('schemathesis.toml', import.meta.url);

/** Writes schemathesis.toml with the values of this run. Throws if it names a value that does not exist. */
export async function writeConfiguration(
  file: string,
  prepared: Prepared,
  offboardings: PreparedOffboardings,
  apiKey: string,
): Promise<void> {
  const values: Record<string, string> = {
    API_KEY: apiKey,
    ID_COMPLETED: prepared.completedId,
    ACCEPTED_ADDRESS: prepared.acceptedAddress,
    USER_API_KEY: prepared.userApiKey,
    DELIVERY_ID: prepared.deliveryId,
  };
  for (const [command, id] of Object.entries(prepared.idFor)) values[`ID_FOR_${upperCase(command)}`] = id;
  for (const [command, id] of Object.entries(offboardings))
    values[`OFFBOARDING_FOR_${upperCase(command)}`] = id;
  // Schemathesis itself replaces variables in some places of its configuration only.
  const text = (await readFile(template, 'utf8')).replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`schemathesis.toml names ${name}, which has no value`);
    return JSON.stringify(value).slice(1, -1);
  });
  await writeFile(file, text);
}

function upperCase(command: string): string {
  return command.replaceAll('-', '_').toUpperCase();
}
