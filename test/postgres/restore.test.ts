import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgress } from '../../src/contract/lib/progress.ts';
import { backUp, hasClients, restore } from './back-up.ts';
import { acceptAll, createHires } from './hires.ts';
import { type Production, startProduction } from './service.ts';

/** The restore of docs/deployment.md. Skipped if PostgreSQL's client programs are not installed. */
describe.runIf(hasClients())('a restore from a dump of PostgreSQL', () => {
  let production: Production;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vultr-onboarding-dump-'));
    production = await startProduction(createProgress(process.stderr));
  }, 600_000);
  afterAll(async () => {
    await production?.stop();
    await rm(folder, { recursive: true });
  }, 120_000);

  test('brings back who was in progress; after the restore they complete, without a second email', async () => {
    const { database, temporal, vultr } = production;
    const hires = createHires(production, 'ada');
    const id = await hires.post();
    await hires.reaches(id, 'awaiting_acceptance');
    await temporal.stop();
    await backUp(database, folder);
    await temporal.start();

    // What happens after the backup is lost at Temporal, and not at Vultr.
    const accepting = new AbortController();
    const accepted = acceptAll(production, 'ada', accepting.signal);
    await hires.reaches(id, 'completed');
    accepting.abort();
    await accepted;

    await temporal.stop();
    await restore(database, folder);
    await temporal.start();
    // Workers of before know executions that are gone, and hold work up.
    for (const index of [0, 1]) await production.restartWorker(index);
    const { evidence, invitation } = await hires.reaches(id, 'completed');
    expect(evidence).toBeDefined();
    expect(invitation?.number).toBe(1);
    const { items } = (await vultr.call('GET', '/__sim/mail')) as { items: { to: string }[] };
    expect(items).toHaveLength(1);
  }, 600_000);
});
