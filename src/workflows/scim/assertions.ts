import { scimRejections } from '../../contract/scim/messages.ts';
import { rejection } from '../engine/command-validators.ts';

type Resource = { readonly removed?: true; readonly version: number };

/* What the validators of updates assert: each of these rejects the update. */

export function assertExists({ removed }: Resource): void {
  if (removed) throw rejection(scimRejections.removed, 'the resource was deleted');
}

export function assertRemoved({ removed }: Resource): void {
  if (!removed) throw rejection(scimRejections.exists, 'the resource exists');
}

/** Without a version, any is right. */
export function assertVersion({ version }: Resource, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === version) return;
  throw rejection(scimRejections.version, `the version is ${version}`);
}
