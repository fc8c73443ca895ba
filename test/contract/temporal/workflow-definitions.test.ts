import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { OnboardingView } from '../../../src/contract/api/onboarding-view.ts';
import type { Delivery } from '../../../src/contract/temporal/event-delivery.ts';
import type { GroupWriterCheckpoint } from '../../../src/contract/temporal/group-writer-checkpoint.ts';
import type { InvitationWatchInput } from '../../../src/contract/temporal/invitation-watch.ts';
import {
  type CommandInput,
  commandUpdate,
  groupAnswerSignal,
  type FlowRequest,
  requestUpdate,
  replaySignal,
  requestAccessSignal,
  wakeSignal,
} from '../../../src/contract/temporal/messages.ts';
import type { ExecuteActivityInput } from '../../../src/contract/temporal/one-shot-activities.ts';
import type { OnboardingInput } from '../../../src/contract/temporal/onboarding-input.ts';
import type {
  GroupAnswer,
  GroupRequest,
  GroupWriterInput,
} from '../../../src/contract/temporal/step-data.ts';
import { type WorkflowFunctions, workflows } from '../../../src/contract/temporal/workflow-definitions.ts';
import type { OrganizationClient } from '../../../src/temporal/organization-client.ts';
import type * as implementations from '../../../src/workflows/index.ts';

// The calls are compiled and never run: `npm run check:types` fails if a correct one stops compiling, or a wrong one starts to.

const onboarding = {} as OnboardingInput;
const groupWriter = {} as GroupWriterInput;
const watch = {} as InvitationWatchInput;
const delivery = {} as Delivery;
const oneShot = {} as ExecuteActivityInput;
const groupWriterCheckpoint = {} as GroupWriterCheckpoint;
const groupRequest = {} as GroupRequest;
const groupAnswer = {} as GroupAnswer;
const command: CommandInput = { by: 'ops' };
const flowRequest = {} as FlowRequest;

const options = { workflowId: 'id' };

describe('a workflow definition', () => {
  test('has its name in Temporal as its key', () => {
    const names = Object.entries(workflows).map(([key, { name }]) => [key, name]);
    expect(names).toEqual(Object.keys(workflows).map((key) => [key, key]));
  });

  test('has the signature of the exported workflow function', () => {
    expectTypeOf<typeof implementations>().toExtend<WorkflowFunctions>();
    expectTypeOf<keyof typeof implementations>().toEqualTypeOf<keyof typeof workflows>();
  });

  test('types the arguments of a start', () => {
    expectTypeOf((client: OrganizationClient) => [
      client.start(workflows.onboarding, { ...options, args: [onboarding] }),
      client.start(workflows.groupWriter, { ...options, args: [groupWriter, groupWriterCheckpoint] }),
      client.start(workflows.invitationWatch, { ...options, args: [watch] }),
      client.start(workflows.deliverEvent, { ...options, args: [delivery] }),
      client.start(workflows.executeActivity, { ...options, args: [oneShot] }),

      // @ts-expect-error the argument is missing
      client.start(workflows.onboarding, { ...options }),
      // @ts-expect-error the argument is missing
      client.start(workflows.onboarding, { ...options, args: [] }),
      // @ts-expect-error the argument belongs to another workflow
      client.start(workflows.onboarding, { ...options, args: [watch] }),
      // @ts-expect-error there is one argument too many
      client.start(workflows.onboarding, { ...options, args: [onboarding, onboarding] }),
      // @ts-expect-error a property has another type
      client.start(workflows.onboarding, { ...options, args: [{ ...onboarding, policies: 'DNS' }] }),
      // @ts-expect-error the second argument is not a checkpoint
      client.start(workflows.groupWriter, { ...options, args: [groupWriter, groupRequest] }),
      // @ts-expect-error the organization determines the task queue
      client.start(workflows.onboarding, { ...options, args: [onboarding], taskQueue: 'another' }),
    ]).toBeFunction();
  });

  test('types the result of a start', () => {
    expectTypeOf(async (client: OrganizationClient) => {
      const started = await client.start(workflows.deliverEvent, { ...options, args: [delivery] });
      expectTypeOf(started.result()).toEqualTypeOf<Promise<void>>();
    }).toBeFunction();
  });

  test('types the arguments of a signal with start', () => {
    const writer = { ...options, args: [groupWriter] as [GroupWriterInput], signal: requestAccessSignal };
    expectTypeOf((client: OrganizationClient) => [
      client.signalWithStart(workflows.groupWriter, { ...writer, signalArgs: [groupRequest] }),

      // @ts-expect-error the signal takes another payload
      client.signalWithStart(workflows.groupWriter, { ...writer, signalArgs: [groupAnswer] }),
      // @ts-expect-error the payload is missing
      client.signalWithStart(workflows.groupWriter, { ...writer, signalArgs: [] }),
      // @ts-expect-error the workflow takes another argument
      client.signalWithStart(workflows.onboarding, { ...writer, signalArgs: [groupRequest] }),
    ]).toBeFunction();
  });
});

describe('a message definition', () => {
  test('types the payload of a signal', () => {
    expectTypeOf((handle: WorkflowHandle) => [
      handle.signal(groupAnswerSignal, groupAnswer),
      handle.signal(wakeSignal, watch),
      handle.signal(replaySignal),

      // @ts-expect-error the payload belongs to another signal
      handle.signal(groupAnswerSignal, watch),
      // @ts-expect-error the payload is missing
      handle.signal(wakeSignal),
      // @ts-expect-error the signal takes no payload
      handle.signal(replaySignal, watch),
    ]).toBeFunction();
  });

  test('types the input and the result of an update', () => {
    expectTypeOf((handle: WorkflowHandle) => [
      handle.executeUpdate(commandUpdate('resend'), { args: [command] }),
      handle.executeUpdate(requestUpdate, { args: [flowRequest] }),

      // @ts-expect-error there is no such command
      commandUpdate('restart'),
      // @ts-expect-error the input is missing
      handle.executeUpdate(commandUpdate('resend'), { args: [] }),
      // @ts-expect-error the name of the caller is missing
      handle.executeUpdate(commandUpdate('resend'), { args: [{}] }),
      // @ts-expect-error a property has another type
      handle.executeUpdate(commandUpdate('retry'), { args: [{ ...command, policies: 'DNS' }] }),
      // @ts-expect-error the input belongs to another update
      handle.executeUpdate(requestUpdate, { args: [command] }),
    ]).toBeFunction();
    expectTypeOf(async (handle: WorkflowHandle) => {
      const view = await handle.executeUpdate(commandUpdate('resend'), { args: [command] });
      expectTypeOf(view).toEqualTypeOf<OnboardingView>();
    }).toBeFunction();
  });
});
