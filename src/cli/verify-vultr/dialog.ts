import { ask, confirm } from '../ask.ts';
import { wrapLines } from './wrap.ts';

/** Talks with the person who runs the program. A test answers in their place. */
export type Dialog = {
  readonly print: (text: string) => void;
  /** Asks whether to do something. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Resolves if the person presses Enter or Ctrl-D. `signal` ends the wait for it. */
  readonly enterPressed: (signal: AbortSignal) => Promise<void>;
};

type TerminalOptions = {
  readonly yes: boolean;
  /** Longer lines are wrapped. */
  readonly width: number;
};

/** A dialog on this terminal. With `yes`, it agrees to everything by itself. */
export function createTerminalDialog({ yes, width }: TerminalOptions): Dialog {
  const print = (text: string) => void process.stdout.write(`${wrapLines(text, width)}\n`);
  return {
    print,
    async confirm(question) {
      if (yes) {
        print(`${question} [yes]`);
        return true;
      }
      return confirm(question);
    },
    async enterPressed(signal) {
      if (process.stdin.isTTY) await ask('', { signal });
      else await new Promise<void>(() => {});
    },
  };
}
