import type { EngineView } from './flow.ts';
import { nowIso } from './now.ts';

/** The oldest and the newest entries are kept; those in between are dropped first. */
const historyLimit = 60;
const oldestKept = 10;

/** Adds a line to the history that operators see. */
export function noted(history: EngineView['history'], message: string): EngineView['history'][number][] {
  const lines = [...history, { at: nowIso(), message }];
  if (lines.length > historyLimit) lines.splice(oldestKept, 1);
  return lines;
}
