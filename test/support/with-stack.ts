import { onTestFinished } from 'vitest';
import { type Stack, type StackOptions, startStack } from './stack.ts';

/** Starts a stack for the current test and stops it when the test ends. Concurrent tests need `withStack`. */
export async function stackForTest(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack(options);
  onTestFinished(() => stack.stop());
  return stack;
}

/** Runs `use` with a stack of its own and stops the stack afterwards. */
export async function withStack(options: StackOptions, use: (stack: Stack) => Promise<void>): Promise<void> {
  const stack = await startStack(options);
  try {
    await use(stack);
  } finally {
    await stack.stop();
  }
}
