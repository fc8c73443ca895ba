import { readFileSync } from 'node:fs';
import { ConfigError } from '../contract/lib/config-error.ts';
import { findContradictions } from './contradictions.ts';
import { findIncomplete } from './incomplete.ts';
import { describeMissingSecret, type RequiredSecret, variableOf } from './required-secrets.ts';
import { type SettingName, settings, type SettingValues } from './settings.ts';

/**
 * Parses every setting of the environment. Throws one `ConfigError` that lists all mistakes, contradictions between
 * settings, and the required secrets that are missing.
 */
export function readSettings(
  environment: NodeJS.ProcessEnv,
  required: readonly RequiredSecret[],
): SettingValues {
  const mistakes: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  const given = new Set<SettingName>();
  for (const [name, setting] of Object.entries(settings) as [SettingName, (typeof settings)[SettingName]][]) {
    try {
      const text = textOf(name, environment) ?? setting.default;
      if (text === undefined) {
        mistakes.push(...required.filter((secret) => variableOf(secret) === name).map(describeMissingSecret));
        continue;
      }
      given.add(name);
      const parsed = setting.schema.safeParse(text);
      if (parsed.success) values[name] = parsed.data;
      else mistakes.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      mistakes.push(...error.mistakes);
    }
  }
  mistakes.push(...findIncomplete((name) => given.has(name)));
  mistakes.push(...findContradictions(values as Partial<SettingValues>));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return values as SettingValues;
}

/** The variable that names a file with the secret instead, which is how container platforms pass secrets. */
export function fileVariable(name: SettingName): string {
  return `${name}_FILE`;
}

/** Throws a `ConfigError` if a file cannot be read, or if a secret is set both ways. */
function textOf(name: SettingName, environment: NodeJS.ProcessEnv): string | undefined {
  // In a shell, an unset variable often arrives as an empty one.
  const text = environment[name]?.trim() || undefined;
  const fromFile = fileVariable(name);
  const file = 'secret' in settings[name] ? environment[fromFile]?.trim() || undefined : undefined;
  if (file === undefined) return text;
  if (text !== undefined)
    throw new ConfigError([`${name}: is set, and so is ${fromFile}; set only one of them`]);
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([
      `${fromFile}: must be the path of a readable file; cannot read ${file} (${reason})`,
    ]);
  }
}
