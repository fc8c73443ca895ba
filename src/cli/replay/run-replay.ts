import { DefaultLogger, Runtime } from '@temporalio/worker';
import { loadConfig } from '../../config/config.ts';
import { requiredSecrets, requireSecrets } from '../../config/required-secrets.ts';
import { defined } from '../../contract/lib/optional.ts';
import { connectOrganization } from '../../temporal/connect.ts';
import { explainTemporalError } from '../explain-temporal-error.ts';
import { bundleIn } from '../../workers/bundle-workflows.ts';
import { createReplayer } from '../../workers/replay/replayer.ts';
import { listsToReplay } from './list-executions.ts';
import type { ReplayOptions } from './parse-replay-options.ts';
import { createProgress } from './progress.ts';
import { replayLists } from './replay-lists.ts';
import { exitCodeOf, formatFailure, formatReport } from './report.ts';

/**
 * Replays executions of this organization with the options of its workers, prints what fails and a table, and returns
 * the exit code. Throws `StartError` if Temporal does not respond or rejects the query.
 */
export async function runReplay(options: ReplayOptions): Promise<0 | 1 | 2> {
  const config = loadConfig(undefined, requiredSecrets.replay);
  const { encryptionKeys } = requireSecrets(config.secrets, 'replay');
  const { workflowBundle } = config.worker;
  // The SDK logs every failure in its own words; the report has them all.
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging: { console: {}, filter: 'OFF' } },
  });
  const client = connectOrganization(config.temporal, encryptionKeys, config.onboarding.organization);
  const traces = config.tracing.enabled;
  const replayer = createReplayer({
    encryptionKeys,
    traces,
    ...defined({
      workflowBundle: workflowBundle === undefined ? undefined : bundleIn(workflowBundle, { traces }),
    }),
  });
  const progress = createProgress(process.stderr);
  try {
    const replayed = await replayLists({
      client,
      replayer,
      lists: listsToReplay(options, Date.now()),
      limit: options.limit,
      onProgress: progress.show,
      onFailure(execution, failure) {
        progress.clear();
        process.stdout.write(formatFailure(execution, failure));
      },
    });
    progress.clear();
    process.stdout.write(formatReport(replayed, options.limit));
    return exitCodeOf(replayed);
  } catch (error) {
    progress.clear();
    throw explainTemporalError(error, config.temporal.connectionOptions.address);
  } finally {
    await replayer.stop();
    await client.close();
  }
}
