import { batchResponse, planResponse, type StartedItem } from '../../contract/api/batch.ts';
import { offboardingPlanResponse } from '../../contract/api/offboarding-batch.ts';
import type { OffboardingRequest } from '../../contract/api/offboarding-request.ts';
import type { OnboardingRequest } from '../../contract/api/onboarding-request.ts';
import type { BrakeForecast } from '../../contract/api/offboarding-batch.ts';
import type { HireColumn } from '../../csv/hire-columns.ts';
import { hires } from '../../csv/hires.ts';
import type { LeaverColumn } from '../../csv/leaver-columns.ts';
import { leavers } from '../../csv/leavers.ts';
import { type AnyPlan, departureHeadings, planHeadings } from '../../csv/plans.ts';
import type { PersonRequest, Subject } from '../../csv/subject.ts';

/** What can be imported, and the calls of the API for it. */
export type ImportKind<Column extends string, Request extends PersonRequest> = {
  readonly subject: Subject<Column, Request>;
  /** What a row starts: `onboarding`. */
  readonly flow: string;
  /** What would happen with each kind of plan, in the order in which people read it. */
  readonly headings: Readonly<Partial<Record<AnyPlan['plan'], string>>>;
  /** The route whose `:plan` and `:batch` take the rows. */
  readonly path: string;
  readonly parsePlan: (body: unknown) => ParsedPlan;
  readonly parseStarted: (body: unknown) => StartedItem[];
  /** What a start says besides its rows, given how many people of the whole file it concerns. */
  readonly declare: (people: number) => object;
};

export type ParsedPlan = { readonly items: AnyPlan[]; readonly brake?: BrakeForecast };

export const hireKind: ImportKind<HireColumn, OnboardingRequest> = {
  subject: hires,
  flow: 'onboarding',
  headings: planHeadings,
  path: '/v1/onboardings',
  parsePlan: (body) => planResponse.parse(body),
  parseStarted: (body) => batchResponse.parse(body).items,
  declare: () => ({}),
};

export const leaverKind: ImportKind<LeaverColumn, OffboardingRequest> = {
  subject: leavers,
  flow: 'offboarding',
  headings: departureHeadings,
  path: '/v1/offboardings',
  parsePlan: (body) => offboardingPlanResponse.parse(body),
  parseStarted: (body) => batchResponse.parse(body).items,
  // The brake judges the list as a whole, however many calls it takes.
  declare: (people) => ({ batchSize: people }),
};
