import type { BringAboutInput, BroughtAbout } from '../../../src/contract/scim/bring-about.ts';
import { newReconciler, type ReconcilerState } from '../../../src/contract/scim/reconciler-state.ts';
import type { UserAccess } from '../../../src/contract/scim/resource.ts';
import type { Target } from '../../../src/contract/scim/target.ts';
import type { Wish } from '../../../src/contract/scim/wish.ts';
import { reconcile } from '../../../src/workflows/scim-user/reconcile.ts';

/** Thrown into everything that a stopped execution waits for. */
class Stopped extends Error {}

type Waiting = {
  readonly condition: () => boolean;
  readonly untilMs: number;
  readonly resolve: (held: boolean) => void;
  readonly reject: (error: Error) => void;
};

/**
 * A reconciler with a clock of its own, and effects that the test answers. What is kept survives a restart, as in the
 * workflow; everything else is lost.
 */
export function createFakeWorld(options: {
  readonly targetOf: (wish: Wish) => Target;
  readonly bringAbout: (input: BringAboutInput) => BroughtAbout | Promise<BroughtAbout>;
  readonly settle?: { readonly giveMs: number; readonly takeMs: number };
}) {
  const { settle = { giveMs: 2_000, takeMs: 120_000 } } = options;
  let wish: Wish = { resource: { userName: 'ada@example.com' }, groups: [], removed: false, version: 1 };
  let revision = 0;
  let told = 0;
  let nowMs = Date.parse('2026-11-27T09:00:00Z');
  let kept: ReconcilerState = newReconciler;
  let access: UserAccess = { state: 'settling', since: new Date(nowMs).toISOString(), roles: [] };
  let execution = 0;
  let waiting: Waiting[] = [];
  let hasEnded = false;
  const inputs: BringAboutInput[] = [];
  const published: UserAccess[] = [];

  function wake(): void {
    for (const one of waiting.filter(({ condition }) => condition())) {
      waiting = waiting.filter((other) => other !== one);
      one.resolve(true);
    }
  }

  /** Lets promises run until nothing changes any more without a message or the clock. */
  async function idle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => void setImmediate(resolve));
      wake();
    }
  }

  function start(): void {
    const own = ++execution;
    const assertRunning = () => {
      if (own !== execution) throw new Stopped();
    };
    const guarded = async <T>(work: () => T | Promise<T>): Promise<T> => {
      assertRunning();
      const result = await work();
      assertRunning();
      return result;
    };
    reconcile({
      owner: 'scim-user-1',
      life: 'first',
      wish: () => wish,
      revision: () => revision,
      told: () => told,
      access: () => access,
      publish(next) {
        assertRunning();
        access = next;
        published.push(next);
      },
      state: () => kept,
      keep(next) {
        assertRunning();
        kept = next;
      },
      effects: {
        nowMs: () => nowMs,
        resolve: (one) =>
          guarded(() => ({
            target: options.targetOf(one),
            identity: { address: String(one.resource['userName']) },
            settle,
          })),
        bringAbout: (input) =>
          guarded(() => {
            inputs.push(input);
            return options.bringAbout(input);
          }),
        waitFor: (condition, ms) =>
          new Promise((resolve, reject) => {
            assertRunning();
            if (condition()) resolve(true);
            else
              waiting.push({ condition, untilMs: ms === undefined ? Infinity : nowMs + ms, resolve, reject });
          }),
      },
    }).then(
      () => void (hasEnded = true),
      (error: unknown) => {
        if (!(error instanceof Stopped)) throw error;
      },
    );
  }

  return {
    inputs,
    published,
    access: () => access,
    kept: () => kept,
    hasEnded: () => hasEnded,
    wish: () => wish,
    async run() {
      start();
      await idle();
    },
    async restart() {
      execution++;
      for (const { reject } of waiting) reject(new Stopped());
      waiting = [];
      hasEnded = false;
      start();
      await idle();
    },
    async wishFor(change: Partial<Wish>) {
      wish = { ...wish, ...change, version: wish.version + 1 };
      revision++;
      await idle();
    },
    async tell() {
      told++;
      await idle();
    },
    /** Lets time pass, one timer after the other. */
    async pass(ms: number) {
      await idle();
      const end = nowMs + ms;
      for (;;) {
        const next = waiting.toSorted((a, b) => a.untilMs - b.untilMs)[0];
        if (next === undefined || next.untilMs > end) break;
        nowMs = next.untilMs;
        waiting = waiting.filter((one) => one !== next);
        next.resolve(false);
        await idle();
      }
      nowMs = end;
    },
  };
}
