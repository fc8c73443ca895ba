import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { createTestEnvironment } from '../support/test-environment.ts';
import { createEnvironments } from './environments.ts';
import { failedCases, type Findings } from './findings.ts';
import { pageFile, renderPage } from './page/page.ts';
import { planFor } from './plan.ts';
import { createProgress } from './progress.ts';
import { readResults, storeResults, summarize } from './results.ts';
import { runCases } from './run-cases.ts';

const usage = `npm run test:crash -- [--only WORD]… [--page]

Injects every fault into every call, kills processes at every event, and writes docs/reliability.md.

  --only WORD  run only the cases whose names contain the word; may be repeated; writes no page
  --page       write the page from the stored results, without running anything`;

const { values } = parseArguments(usage, () =>
  parseArgs({
    options: { only: { type: 'string', multiple: true, default: [] }, page: { type: 'boolean' } },
  }),
);

if (values.page !== true) {
  const { findings, total } = await run(values.only);
  if (values.only.length === 0) await storeResults(summarize(findings));
  report(findings, total);
}
if (values.only.length === 0) await writeFile(pageFile, await renderPage(await readResults()));
// Calls to a Temporal server that has crashed may be retried for a while.
process.exit();

async function run(words: readonly string[]): Promise<{ findings: Findings; total: number }> {
  const environment = await createTestEnvironment();
  const environments = await createEnvironments(environment);
  const plan = await planFor(words, environments);
  const total = Object.values(plan).flat().length;
  process.stderr.write(`${total} cases\n`);
  const findings = await runCases(plan, environments, createProgress(total));
  await environments.stop();
  await environment.stop();
  return { findings, total };
}

function report(findings: Findings, total: number): void {
  const failed = failedCases(findings);
  process.stdout.write(`\n${total - failed.length} of ${total} cases passed\n`);
  for (const { name, result } of failed)
    process.stdout.write(`✗ ${name}\n    ${result.violations.join('\n    ')}\n`);
  process.exitCode = failed.length === 0 && total > 0 ? 0 : 1;
}
