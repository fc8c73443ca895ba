import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

export const chartDir = fileURLToPath(new URL('../../deploy/helm', import.meta.url));

/** The values of each installation that the tests render: their file in `values`. */
export const installations = ['minimal', 'everything'] as const;
export type Installation = (typeof installations)[number];

const env = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.object({ secretKeyRef: z.object({ name: z.string(), key: z.string() }) }).optional(),
});
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) }).optional();
const container = z.object({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()),
  env: z.array(env),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).default([]),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })),
  securityContext: z.unknown(),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
});
const pod = z.object({
  containers: z.tuple([container]),
  volumes: z.array(
    z.object({
      name: z.string(),
      secret: z
        .object({
          secretName: z.string(),
          items: z.array(z.object({ key: z.string(), path: z.string() })).optional(),
        })
        .optional(),
    }),
  ),
  terminationGracePeriodSeconds: z.number().optional(),
  automountServiceAccountToken: z.boolean(),
  securityContext: z.record(z.string(), z.unknown()),
});
const labels = z.record(z.string(), z.string());
const object = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), labels, annotations: labels.optional() }),
  spec: z.record(z.string(), z.unknown()).optional(),
  data: labels.optional(),
});

export type KubernetesObject = z.infer<typeof object>;
export type Container = z.infer<typeof container>;

/** A program of the chart: its pod, the labels of the pod, and the object that starts it. */
export type Program = {
  readonly owner: KubernetesObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: z.infer<typeof pod>;
  readonly container: Container;
};

/** Runs `helm`. Returns its output, and whether it succeeded. */
export function helm(...args: readonly string[]): { readonly succeeded: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(inject('helm').helm, args, {
    encoding: 'utf8',
    cwd: chartDir,
    maxBuffer: 1e8,
  });
  return { succeeded: status === 0, output: stdout + stderr };
}

export function valuesOf(installation: Installation): string {
  return fileURLToPath(new URL(`values/${installation}.yaml`, import.meta.url));
}

export type RenderOptions = { readonly release?: string; readonly args?: readonly string[] };

/** Returns the manifest of an installation, as Helm renders it. Throws if Helm refuses. */
export function renderText(installation: Installation, options: RenderOptions = {}): string {
  const { release = 'onboarding', args = [] } = options;
  const values = ['--values', valuesOf(installation), ...args];
  return execFileSync(inject('helm').helm, ['template', release, chartDir, ...values], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
}

/** Returns the objects of an installation. */
export function render(installation: Installation, options?: RenderOptions): KubernetesObject[] {
  return parseAllDocuments(renderText(installation, options))
    .map((document): unknown => document.toJS())
    .filter((value) => value !== null)
    .map((value) => object.parse(value));
}

/** Returns the programs among the objects. */
export function programsIn(objects: readonly KubernetesObject[]): Program[] {
  return objects.flatMap((owner) => {
    const template = owner.kind === 'Pod' ? owner : owner.spec?.['template'];
    if (template === undefined) return [];
    const parsed = z.object({ metadata: z.object({ labels }), spec: pod }).parse(template);
    const { spec, metadata } = parsed;
    return [{ owner, labels: metadata.labels, pod: spec, container: spec.containers[0] }];
  });
}

/** Returns the variables of a container. The value of one that comes from a Secret is `from a Secret`. */
export function environmentOf({ env: variables }: Container): Record<string, string> {
  return Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => [name, valueFrom ? 'from a Secret' : (value ?? '')]),
  );
}
