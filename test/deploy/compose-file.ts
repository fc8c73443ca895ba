import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const projectDir = resolve(import.meta.dirname, '../..');

export function readProjectFile(path: string): string {
  return readFileSync(join(projectDir, path), 'utf8');
}

const file = z.object({ file: z.string() });

const service = z.object({
  image: z.string(),
  build: z.string().optional(),
  pull_policy: z.string().optional(),
  user: z.string().optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
  ports: z.array(z.string()).default([]),
  // A map with aliases, as the simulator has, or a list.
  networks: z
    .union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((named) => Object.keys(named))])
    .default(['default']),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  restart: z.string(),
  profiles: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  deploy: z.object({ replicas: z.number() }).optional(),
});

const composeFile = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean() })),
  configs: z.record(z.string(), file),
  secrets: z.record(z.string(), file),
});

export type Service = z.infer<typeof service>;

/** Returns docker-compose.yml with `<<` resolved and `${…}` left as it is. */
export function readComposeDocument(): Record<string, unknown> {
  return parse(readProjectFile('docker-compose.yml'), { merge: true }) as Record<string, unknown>;
}

export const compose = composeFile.parse(readComposeDocument());

export const services = Object.entries(compose.services);

/** The services that run this project's image. */
export const ourServices = services.filter(([, { image }]) => image.startsWith('vultr-onboarding:'));

/** Returns the service of this name. Throws if there is none. */
export function serviceNamed(name: string): Service {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

const resolveDefaults = (value: string) => value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');

/** Resolves `${NAME:-default}` as Compose does if NAME is not set. */
export function withDefaults(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, resolveDefaults(value)]),
  );
}
