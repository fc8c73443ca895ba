import type { OffboardingCommandName } from '../../../src/contract/rules/offboarding-commands.ts';
import type { OffboardingState } from '../../../src/contract/rules/offboarding-states.ts';
import { workflows } from '../../../src/contract/temporal/workflow-definitions.ts';
import { executionsOf, workflowIdOf } from '../../support/executions.ts';
import { until } from '../../support/until.ts';
import type { Recorded, Scenario, Scene } from './scenario.ts';

const because = { reason: 'the contract was extended' };

/** Every path is recorded with events and without. */
export const offboardingScenarios: readonly Scenario[] = paths().flatMap((path) => [
  { ...path, events: false },
  { ...path, name: `${path.name}-with-events`, events: true },
]);

function paths(): Omit<Scenario, 'events'>[] {
  return [
    {
      name: 'left-after-the-grace-period',
      options: { leaver: { graceMs: 1_000 } },
      async play(scene) {
        await scene.complete('ada@example.com');
        return ended(scene, await ordered(scene), 'left');
      },
    },
    {
      name: 'left-before-the-grace-period-was-over',
      async play(scene) {
        await scene.complete('ada@example.com');
        const id = await ordered(scene);
        await reached(scene, id, 'suspended');
        for (const name of ['check', 'hold', 'resume', 'remove-now'] as const) await command(scene, id, name);
        return ended(scene, id, 'left');
      },
    },
    {
      name: 'reinstated',
      async play(scene) {
        await scene.complete('ada@example.com');
        const id = await ordered(scene);
        await reached(scene, id, 'suspended');
        await command(scene, id, 'reinstate');
        return ended(scene, id, 'reinstated');
      },
    },
    {
      name: 'called-off-at-the-brake',
      options: { brake: { limit: 0 } },
      async play(scene) {
        await scene.complete('ada@example.com');
        const id = await ordered(scene);
        await reached(scene, id, 'needs_attention');
        await command(scene, id, 'reinstate');
        return ended(scene, id, 'reinstated');
      },
    },
    {
      name: 'called-off-after-an-interruption',
      options: { brake: { limit: 0 } },
      async play(scene) {
        const { id: interrupted } = await scene.start();
        const { invitation } = await scene.reached(interrupted, 'awaiting_acceptance');
        const match = { method: 'GET', path: '/v2/users/*/policies' };
        await scene.vultr.fault({ match, kind: 'status', status: 400, body: {} });
        await scene.vultr.accept(invitation?.id ?? '');
        await scene.reached(interrupted, 'needs_attention');
        const id = await ordered(scene);
        await reached(scene, id, 'needs_attention');
        await command(scene, id, 'reinstate');
        return ended(scene, id, 'reinstated');
      },
    },
    {
      name: 'confirmed-although-not-brought-in',
      options: { leaver: { graceMs: 0 } },
      async play(scene) {
        await scene.vultr.addUser('ada@example.com');
        const id = await ordered(scene);
        await reached(scene, id, 'needs_attention');
        await command(scene, id, 'confirm');
        return ended(scene, id, 'left');
      },
    },
    {
      name: 'removed-after-accepting-late',
      async play(scene) {
        const onboarding = await scene.start();
        const { invitation } = await scene.reached(onboarding.id, 'awaiting_acceptance');
        const id = await ordered(scene);
        await reached(scene, id, 'guarding');
        await scene.vultr.accept(invitation?.id ?? '');
        return ended(scene, id, 'left');
      },
    },
  ];
}

async function ordered({ offboardings }: Scene): Promise<string> {
  const order = { email: 'ada@example.com', reason: 'last working day' };
  return (await offboardings.order(order, { name: 'hr' })).offboarding.id;
}

async function command({ offboardings }: Scene, id: string, name: OffboardingCommandName): Promise<void> {
  await offboardings.command(id, name, because, { name: 'ops', requestId: `${name} ${id}` });
}

async function reached({ offboardings }: Scene, id: string, state: OffboardingState): Promise<void> {
  await until(
    state,
    () => offboardings.get(id),
    (view) => view.state === state,
  );
}

/** Waits for the state, and then for the register. Returns the last execution of the offboarding. */
async function ended(scene: Scene, id: string, state: OffboardingState): Promise<Recorded> {
  await reached(scene, id, state);
  const workflowId = workflowIdOf(id);
  const chain = await until(
    'the register',
    () => executionsOf(scene.client, workflowId),
    (executions) => executions.at(-1)?.workflowType === workflows.person.name,
  );
  const last = chain.findLast(({ workflowType }) => workflowType === workflows.offboarding.name);
  return { workflowId, ...(last === undefined ? {} : { runId: last.runId }) };
}
