import type { PlannedHire } from '../../contract/api/batch.ts';
import type { PlannedDeparture } from '../../contract/api/offboarding-batch.ts';
import type { OffboardingPage } from '../../contract/api/offboarding-view.ts';
import type { OnboardingPage } from '../../contract/api/onboarding-view.ts';
import type { Scope } from '../../contract/config/api-key.ts';
import type { PersonRequest, Subject } from '../../csv/subject.ts';
import type { OptionField } from './option-fields.ts';

/** What the plan says about a row. */
export type RowPlan = PlannedHire | PlannedDeparture;

/** What a row has led to. */
export type StartedFlow = OnboardingPage['items'][number] | OffboardingPage['items'][number];

/** What a page of the console imports: hires, or leavers. */
export type ImportKind<Column extends string, Request extends PersonRequest> = {
  readonly subject: Subject<Column, Request>;
  readonly path: string;
  readonly scope: Scope;
  readonly title: string;
  /** What a row starts: `onboarding`. */
  readonly flow: string;
  /** The first lines of a file. */
  readonly example: string;
  /** The options of the form that stand in for a column. */
  readonly textOptions: readonly OptionField[];
  /** What would happen with each kind of plan, in the order in which people read it. */
  readonly headings: Readonly<Partial<Record<RowPlan['plan'], string>>>;
  /** What a row changes, for the table: the heading, and for a row the main text and a note. */
  readonly change: {
    readonly heading: string;
    readonly of: (request: Request, item: RowPlan) => { readonly text: string; readonly note?: string };
  };
  /** Plans each request, and returns notes about all of them. */
  readonly plan: (
    requests: readonly Request[],
  ) => Promise<{ readonly items: readonly RowPlan[]; readonly notes: readonly string[] }>;
  /** Starts one row. `key` is that of the import; `people` is how many rows it starts in all. */
  readonly start: (request: Request, by: ImportCaller) => Promise<unknown>;
  /** Lists what an import has led to. */
  readonly list: (page: {
    readonly key: string;
    readonly limit: number;
    readonly cursor?: string;
  }) => Promise<{ readonly items: readonly StartedFlow[]; readonly nextCursor: string | null }>;
};

export type ImportCaller = {
  readonly name: string;
  /** Finds what the import has led to. */
  readonly key: string;
  /** How many rows the import starts. */
  readonly people: number;
};
