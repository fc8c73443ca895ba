import { parseArgs } from 'node:util';
import { type Config, loadConfig } from '../config/config.ts';
import { ConfigError } from '../contract/lib/config-error.ts';
import { StartError } from '../contract/lib/start-error.ts';
import { taskQueuesFor } from '../contract/temporal/task-queues.ts';
import { createClient } from '../temporal/connect.ts';
import { createVultrClient } from '../vultr/client.ts';
import { checkKeys } from '../cli/doctor/check-keys.ts';
import { checkTemporal } from '../cli/doctor/check-temporal.ts';
import { checkClock, checkVultr } from '../cli/doctor/check-vultr.ts';
import { failed, type Finding, ok } from '../cli/doctor/finding.ts';
import { formatReport } from '../cli/doctor/report.ts';
import { main } from '../processes/lifecycle.ts';
import { requireSecrets, requiredSecrets } from '../config/required-secrets.ts';

const usage = 'npm run doctor -- [--policy <name of a managed policy>]…';

/** Tells whether a worker and an API with this environment would do, and what to mend. Reads only. */
await main(async () => {
  const policies = policiesWanted();
  const findings: Finding[] = [];
  try {
    const config = loadConfig(undefined, requiredSecrets.doctor);
    const secrets = requireSecrets(config.secrets, 'doctor');
    findings.push(ok('the configuration is complete'), ...(await examine(config, secrets, policies)));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = 'docs/configuration.md has every variable. The rest is examined when this is mended.';
    findings.push(...error.mistakes.map((mistake) => failed(mistake, remedy)));
  }
  process.stdout.write(formatReport(findings, process.stdout.isTTY));
  if (findings.some(({ level }) => level === 'error')) process.exitCode = 1;
});

type Secrets = Required<Pick<Config['secrets'], 'idKey' | 'encryptionKeys' | 'vultrApiKey'>>;

async function examine(config: Config, secrets: Secrets, policies: readonly string[]): Promise<Finding[]> {
  const { organization } = config.onboarding;
  const { baseUrl, timeoutMs } = config.vultr;
  const client = createClient(config.temporal, secrets.encryptionKeys);
  const taskQueues = taskQueuesFor(organization);
  const address = config.temporal.connectionOptions.address ?? 'localhost:7233';
  try {
    const temporal = await checkTemporal({ client, address, taskQueues, organization });
    const answers = temporal.every(({ level }) => level !== 'error');
    const keys = { client, organization, taskQueue: taskQueues.onboarding, idKey: secrets.idKey };
    const vultr = createVultrClient({ baseUrl, apiKey: secrets.vultrApiKey, timeoutMs });
    return [
      ...temporal,
      ...(answers ? await checkKeys(keys) : []),
      ...(await checkVultr({ vultr, baseUrl, policies })),
      ...(await checkClock(baseUrl)),
    ];
  } finally {
    await client.connection.close();
  }
}

function policiesWanted(): readonly string[] {
  try {
    return parseArgs({ options: { policy: { type: 'string', multiple: true } } }).values.policy ?? [];
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`, {
      cause: error,
    });
  }
}
