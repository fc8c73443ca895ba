import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../src/config/config.ts';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { buildWithGo } from '../../src/dev-server/build-with-go.ts';
import { runCommand } from '../../src/dev-server/run-command.ts';

const moduleDir = fileURLToPath(new URL('../../tools/helm', import.meta.url));

/** Paths of Helm, of kubeconform, and of a folder with the schemas of the objects that the chart contains. */
export type Tools = { readonly helm: string; readonly kubeconform: string; readonly schemas: string };

/** Returns the tools in the versions that tools/helm/go.mod pins. Builds with Go what is not in the cache, in minutes. */
export async function findTools(): Promise<Tools> {
  const { cacheDir } = loadConfig().local;
  const goModule = await readFile(join(moduleDir, 'go.mod'), 'utf8');
  const generator = await readFile(join(moduleDir, 'schemas/main.go'), 'utf8');
  const hash = createHash('sha256').update(goModule).update(generator).digest('hex').slice(0, 12);
  const schemas = join(cacheDir, `kubernetes-schemas-${hash}`);
  if (!existsSync(schemas)) await writeSchemas(cacheDir, schemas, `kubernetes-schemas-generator-${hash}`);
  return {
    helm: await build(cacheDir, 'helm', versionIn(goModule, 'helm.sh/helm/v4'), 'helm.sh/helm/v4/cmd/helm'),
    kubeconform: await build(
      cacheDir,
      'kubeconform',
      versionIn(goModule, 'github.com/yannh/kubeconform'),
      'github.com/yannh/kubeconform/cmd/kubeconform',
    ),
    schemas,
  };
}

function versionIn(goModule: string, path: string): string {
  const version = goModule.split(`\t${path} v`)[1]?.split(/\s/)[0];
  if (version === undefined) throw new Error(`tools/helm/go.mod has no version of ${path}`);
  return version;
}

async function build(cacheDir: string, name: string, version: string, path: string): Promise<string> {
  const target = join(cacheDir, `${name}-${version}`);
  await buildOnce(target, path, `${name} ${version}`);
  return target;
}

async function buildOnce(target: string, path: string, program: string): Promise<void> {
  if (existsSync(target)) return;
  await buildWithGo({
    moduleDir,
    package: path,
    program,
    expectedTime: 'a few minutes',
    target,
    run: runCommand,
    progress: createProgress(process.stderr),
  });
}

/** Makes the schemas of the Go types of Kubernetes. A folder that is there is complete, because it is renamed at the end. */
async function writeSchemas(cacheDir: string, target: string, generatorName: string): Promise<void> {
  const generator = join(cacheDir, generatorName);
  await buildOnce(generator, './schemas', 'the generator of Kubernetes schemas');
  const unfinished = await mkdtemp(`${target}.`);
  // The generator reads the sources of the types, which it finds with Go in the folder of the module.
  await runCommand(
    'env',
    ['GOTOOLCHAIN=auto', 'GOFLAGS=-mod=readonly', 'GOWORK=off', generator, unfinished],
    {
      cwd: moduleDir,
      timeoutMs: 300_000,
    },
  );
  await rename(unfinished, target);
}
