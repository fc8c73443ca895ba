import type { CallSite } from './faults/calls.ts';

export function site(activity: string, operation: string): CallSite {
  return { activity, operation, readBack: false };
}

export function readBack(activity: string, operation: string): CallSite {
  return { activity, operation, readBack: true };
}
