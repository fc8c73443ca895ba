import { type Dialect, dialectSchema } from '../../../simulator/dialect.ts';
import type { Answer } from '../answer.ts';
import type { Observed } from '../read-organization.ts';
import { otherQuestions } from './beyond-dialect.ts';
import { dateQuestions } from './dates.ts';
import { invitationQuestions } from './invitations.ts';
import { objectQuestions } from './objects.ts';
import { writeQuestions } from './only-writes.ts';
import { relationQuestions } from './relations.ts';
import { serviceQuestions } from './service.ts';
import { userQuestions } from './users.ts';

/** One for each option, so that an option that is added to the dialect is a compile error here. */
const optionQuestions: {
  readonly [Option in keyof Dialect]: (observed: Observed) => Answer<Dialect[Option]>;
} = {
  ...objectQuestions,
  ...relationQuestions,
  ...dateQuestions,
  ...invitationQuestions,
  ...userQuestions,
  ...serviceQuestions,
  ...writeQuestions,
};

export type OptionName = keyof Dialect;
export type QuestionName = OptionName | keyof typeof otherQuestions;

const defaults = dialectSchema.parse({});

/** Every open question with what the simulator assumes: its options in their order, then what it has no option for. */
export const questions: readonly { readonly name: QuestionName; readonly assumed: string }[] = [
  ...optionNames().map((name) => ({ name, assumed: String(defaults[name]) })),
  ...otherNames().map((name) => ({ name, assumed: otherQuestions[name].assumed })),
];

/** What the reading part answers to each question. */
export function answersOf(observed: Observed): Map<QuestionName, Answer> {
  return new Map<QuestionName, Answer>([
    ...optionNames().map((name) => [name, optionQuestions[name](observed)] as const),
    ...otherNames().map((name) => [name, otherQuestions[name].answer(observed)] as const),
  ]);
}

export function isOption(name: QuestionName): name is OptionName {
  return name in dialectSchema.shape;
}

function optionNames(): OptionName[] {
  return Object.keys(dialectSchema.shape) as OptionName[];
}

function otherNames() {
  return Object.keys(otherQuestions) as (keyof typeof otherQuestions)[];
}
