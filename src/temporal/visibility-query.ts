import type { Workflow } from '@temporalio/common';
import {
  type personKeysAttribute,
  sinceAttribute,
  type stateAttribute,
} from '../contract/temporal/search-attributes.ts';
import type { WorkflowDefinition } from '../contract/temporal/workflow-definitions.ts';

declare const isCondition: unique symbol;

/**
 * A condition of a query to Temporal's visibility store (https://docs.temporal.io/list-filter). Only the functions of
 * this file make one, so every value in it is quoted. They throw if Temporal cannot search for a value.
 */
export type Condition = string & { readonly [isCondition]: true };

/** `ExecutionStatus` in the visibility store. */
export type ExecutionStatus = 'Running' | (typeof closed)[number];

const closed = ['Completed', 'Failed', 'Canceled', 'Terminated', 'ContinuedAsNew', 'TimedOut'] as const;

/** `KEYWORD` or `KEYWORD_LIST`. */
type KeywordAttribute = typeof stateAttribute | typeof personKeysAttribute;

/** Holds for executions of this workflow type. */
export function hasType<Signature extends Workflow>({ name }: WorkflowDefinition<Signature>): Condition {
  return isOneOf('WorkflowType', [name]);
}

/** Holds for executions with one of these statuses. */
export function hasStatus(...statuses: readonly ExecutionStatus[]): Condition {
  return isOneOf('ExecutionStatus', statuses);
}

/** Holds for executions whose search attribute has one of these values. */
export function hasValue({ name }: KeywordAttribute, ...values: readonly string[]): Condition {
  return isOneOf(name, values);
}

/** Holds for executions with one of these workflow IDs. */
export function hasWorkflowId(...workflowIds: readonly string[]): Condition {
  return isOneOf('WorkflowId', workflowIds);
}

/** Holds for executions whose workflow ID starts with this. */
export function workflowIdStartsWith(prefix: string): Condition {
  return `WorkflowId STARTS_WITH ${quote(prefix)}` as Condition;
}

/** Holds for executions that entered their state at this time or later. */
export function enteredStateSince(time: Date): Condition {
  return `${sinceAttribute.name} >= '${time.toISOString()}'` as Condition;
}

/** Holds for executions that started before this time. One that continued as new has a start of its own. */
export function startedBefore(time: Date): Condition {
  return `StartTime < '${time.toISOString()}'` as Condition;
}

/** Holds for executions that started at this time or later. */
export function startedSince(time: Date): Condition {
  return `StartTime >= '${time.toISOString()}'` as Condition;
}

/** Holds for executions that closed at this time or later. */
export function closedSince(time: Date): Condition {
  // For a database, an open execution closes in the distant future.
  return `ExecutionStatus != 'Running' AND CloseTime >= '${time.toISOString()}'` as Condition;
}

/** A condition in the words of an operator. The client limits it to the organization, like any other. */
export function writtenByHand(condition: string): Condition {
  return condition as Condition;
}

/** Holds for executions of workflows on this task queue. */
export function isOnTaskQueue(taskQueue: string): Condition {
  return isOneOf('TaskQueue', [taskQueue]);
}

export function allOf(...conditions: readonly [Condition, ...Condition[]]): Condition {
  return join(conditions, 'AND');
}

export function anyOf(...conditions: readonly [Condition, ...Condition[]]): Condition {
  return join(conditions, 'OR');
}

function join(conditions: readonly Condition[], operator: 'AND' | 'OR'): Condition {
  return conditions.map((condition) => `(${condition})`).join(` ${operator} `) as Condition;
}

function isOneOf(name: string, values: readonly string[]): Condition {
  return `${name} IN (${values.map(quote).join(', ')})` as Condition;
}

/** Temporal 1.31 compares these in their escaped form, newer servers as they are: they could select something else. */
const ambiguous = /[\\"\p{Cc}]|^'|'$/u;

/** Whether Temporal can search for a value. */
export function isSearchable(value: string): boolean {
  return !ambiguous.test(value);
}

/** Throws if servers would read the value in different ways. */
function quote(value: string): string {
  if (!isSearchable(value)) throw new Error(`Temporal cannot search for the value ${JSON.stringify(value)}`);
  return `'${value.replaceAll("'", String.raw`\'`)}'`;
}

/** Holds for executions that go on, paused ones included: a server before 1.30 does not know that status, so it is not named. */
export const isOpen = `ExecutionStatus NOT IN (${closed.map(quote).join(', ')})` as Condition;
