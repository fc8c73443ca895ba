import { DatabaseSync } from 'node:sqlite';
import type { Change, TableName, Tables } from './rows.ts';

/** The data file cannot be used. The message names the file and the reason in one line. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
}

export type DataFile = {
  load(): { readonly table: TableName; readonly row: Tables[TableName] }[];
  save(changes: readonly Change[]): void;
  clear(): void;
  close(): void;
};

/** Marks the file as this simulator's (`PRAGMA application_id`): "VSim" in ASCII. */
const applicationId = 0x5653_696d;
const formatVersion = 2;

/**
 * Keeps the state on disk, each row in a row of SQLite. Saved changes survive the end of the process by any signal;
 * SQLite's own lock keeps a second simulator out. Throws `DataFileError`.
 */
export function createDataFile(path: string): DataFile {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path);
    return openFile(db);
  } catch (error) {
    db?.close();
    throw new DataFileError(`The simulator cannot use its data file ${path}: ${describe(error)}.`, {
      cause: error,
    });
  }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.includes('database is locked') ? 'another process is using it' : text;
}

function openFile(db: DatabaseSync): DataFile {
  // Exclusive mode must precede WAL: SQLite then needs no shared memory and holds its lock until the process ends.
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  checkFormat(db);
  db.exec(`BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS rows (
      kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
    ) WITHOUT ROWID;
    PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}; COMMIT`);
  const select = db.prepare('SELECT kind, body FROM rows ORDER BY seq');
  const upsert = db.prepare(
    'INSERT INTO rows VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, body = excluded.body',
  );
  const remove = db.prepare('DELETE FROM rows WHERE kind = ? AND id = ?');
  return {
    load: () =>
      select.all().map(({ kind, body }) => ({
        table: String(kind) as TableName,
        row: JSON.parse(String(body)) as Tables[TableName],
      })),
    save(changes) {
      db.exec('BEGIN');
      for (const { table, id, row } of changes) {
        if (row === undefined) remove.run(table, id);
        else upsert.run(table, id, row.seq, JSON.stringify(row));
      }
      db.exec('COMMIT');
    },
    clear: () => db.exec('DELETE FROM rows'),
    close: () => db.close(),
  };
}

function checkFormat(db: DatabaseSync): void {
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isEmpty) return;
  if (db.prepare('PRAGMA application_id').get()?.['application_id'] !== applicationId)
    throw new Error('it belongs to another program');
  if (db.prepare('PRAGMA user_version').get()?.['user_version'] !== formatVersion)
    throw new Error('it was written by another version of the simulator; delete it to start over');
}
