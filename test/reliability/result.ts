import type { Passage } from './drive-run.ts';
import { hasReason } from './mails.ts';
import type { Scenario } from './scenario.ts';
import type { VultrOfACell } from './case-vultr.ts';

/** What a cell came to. It failed where anything is wrong. */
export type Result = {
  /** Whether the run got to its end. */
  readonly over: boolean;
  /** The code that the run asked a person with, before one `retry`. */
  readonly asked?: string;
  readonly mails: number;
  /** How many of them there was a reason for. */
  readonly reasons: number;
  readonly wrongs: readonly string[];
};

/** How the run went, and what was not as it must be beside it. */
export type Course = Passage & { readonly wrongs?: readonly string[] };

/** Lets the run take its course and holds what there is then against what must be true. Never throws. */
export async function judged(
  scenario: Scenario,
  vultr: VultrOfACell,
  takeCourse: () => Promise<Course>,
): Promise<Result> {
  const wrongs: string[] = [];
  let course: Course | undefined;
  try {
    course = await takeCourse();
    wrongs.push(...(course.wrongs ?? []));
    if (course.asked !== undefined) wrongs.push(`asked a person: ${course.asked}`);
  } catch (error) {
    wrongs.push(error instanceof Error ? error.message : String(error));
  }
  wrongs.push(...(await scenario.wrongs(vultr, course?.end)));
  const mails = await vultr.mails();
  return {
    over: course !== undefined,
    ...(course?.asked === undefined ? {} : { asked: course.asked }),
    mails: mails.length,
    reasons: mails.filter(hasReason).length,
    wrongs,
  };
}
