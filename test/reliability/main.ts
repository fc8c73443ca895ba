import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { failedCells } from './findings.ts';
import { createTestEnvironment } from '../support/test-environment.ts';
import { pageFile, pageOf } from './page/page.ts';
import { perform } from './run-cases.ts';
import { planFor } from './plan.ts';
import { createProgress } from './progress.ts';

/** `npm run test:crash`: everything, and the page. `-- --only WORD`, also repeated: the cells whose names hold the words. */
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });

const ground = await createTestEnvironment();
const plan = await planFor(values.only, ground);
const total = Object.values(plan).flat().length;
process.stderr.write(`${total} cells\n`);
const findings = await perform(plan, ground, createProgress(total));
await ground.clear();

const failed = failedCells(findings);
if (values.only.length === 0) await writeFile(pageFile, await pageOf(findings));
process.stdout.write(`\n${total - failed.length} of ${total} cells passed\n`);
for (const { name, result } of failed)
  process.stdout.write(`✗ ${name}\n    ${result.wrongs.join('\n    ')}\n`);
// A call to a Temporal that has died may be tried again for a while.
process.exit(failed.length === 0 && total > 0 ? 0 : 1);
