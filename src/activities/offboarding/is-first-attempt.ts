import { Context } from '@temporalio/activity';

/** Whether no attempt came before this one. A later one looks before it acts: the one before may have acted. */
export function isFirstAttempt(): boolean {
  return Context.current().info.attempt === 1;
}
