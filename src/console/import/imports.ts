import { ProblemError } from '../../contract/api/problems.ts';
import { errorLogFields } from '../../api/plugins/error-handler.ts';
import { mapPerPerson } from '../../onboardings/for-each-person.ts';
import type { PeopleFile } from '../../csv/read-rows.ts';
import type { PersonRequest } from '../../csv/subject.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { ImportCaller, ImportKind } from './kinds.ts';

export type RowToStart<Request> = {
  readonly line: number;
  readonly fields: readonly string[];
  readonly request: Request;
};

/** The file of an import, as far as its rows need it. */
export type ImportedFile = Pick<PeopleFile<unknown>, 'delimiter' | 'header'>;

/** A row whose start failed. */
export type FailedRow = {
  readonly line: number;
  readonly fields: readonly string[];
  readonly reason: string;
};

/** What this process knows of an import that it has begun. What the import has led to is in Temporal. */
export type RunningImport = {
  readonly isRunning: boolean;
  readonly file: ImportedFile;
  readonly failed: readonly FailedRow[];
};

export type Imports<Request> = {
  /** Begins to start the rows, and returns at once. An import that was begun is not begun again. */
  readonly begin: (
    importId: string,
    file: ImportedFile,
    rows: readonly RowToStart<Request>[],
    caller: string,
  ) => void;
  readonly find: (importId: string) => RunningImport | undefined;
  /** Starts no further row, and resolves once those in progress have been started. */
  readonly stop: () => Promise<void>;
};

/** How many imports a process remembers; the oldest are forgotten first. */
const maxImports = 20;

/** The key of an import: it finds what its rows have led to. */
export function importKeyOf(importId: string): string {
  return `import ${importId}`;
}

/** Creates what starts the rows of imports in the background. */
export function createImports<Request extends PersonRequest>(
  { start }: Pick<ImportKind<never, Request>, 'start'>,
  logger: Logger,
): Imports<Request> {
  type Entry = {
    isRunning: boolean;
    readonly file: ImportedFile;
    readonly failed: FailedRow[];
    done: Promise<unknown>;
  };
  const entries = new Map<string, Entry>();
  let isStopping = false;

  async function startRow(
    row: RowToStart<Request>,
    importId: string,
    by: ImportCaller,
  ): Promise<string | undefined> {
    if (isStopping) return 'The service stopped before this row.';
    try {
      await start(row.request, by);
      return undefined;
    } catch (error) {
      logger.warn(
        { importId, line: row.line, ...errorLogFields(error) },
        'a row of an import was not started',
      );
      return error instanceof ProblemError ? error.message : 'The start failed unexpectedly.';
    }
  }

  return {
    begin(importId, file, rows, caller) {
      if (entries.has(importId)) return;
      const entry: Entry = { isRunning: true, file, failed: [], done: Promise.resolve() };
      entries.set(importId, entry);
      for (const old of [...entries.keys()].slice(0, -maxImports)) entries.delete(old);
      const by = { name: caller, key: importKeyOf(importId), people: rows.length };
      const work = rows.map((row) => ({ row, email: row.request.email }));
      entry.done = mapPerPerson(work, async ({ row }) => {
        const reason = await startRow(row, importId, by);
        if (reason !== undefined) entry.failed.push({ line: row.line, fields: row.fields, reason });
      }).finally(() => (entry.isRunning = false));
    },
    find: (importId) => entries.get(importId),
    async stop() {
      isStopping = true;
      await Promise.all([...entries.values()].map(({ done }) => done));
    },
  };
}
