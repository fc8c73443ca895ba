import { type Dialect, dialectChangeSchema } from '../../simulator/dialect.ts';
import type { Answer } from './answer.ts';
import { isOption, type QuestionName } from './questions/questions.ts';

export type Answers = Map<QuestionName, Answer>;

/** How much an answer says. */
const ranks = { unseen: 0, moot: 1, seen: 2, other: 2 } as const satisfies Record<Answer['kind'], number>;

/** Adds newer answers. One that says less than the older one does not replace it. */
export function learn(answers: Answers, newer: Iterable<readonly [QuestionName, Answer]>): void {
  for (const [name, answer] of newer) {
    const older = answers.get(name);
    if (older === undefined || ranks[answer.kind] >= ranks[older.kind]) answers.set(name, answer);
  }
}

/** The options of the simulator that the answers decide. The others are left out, so that they keep their default. */
export function toDialect(answers: Answers): Partial<Dialect> {
  const entries = [...answers].flatMap(([name, answer]) =>
    answer.kind === 'seen' && isOption(name) ? [[name, answer.value]] : [],
  );
  return dialectChangeSchema.parse(Object.fromEntries(entries));
}
