import { ApplicationFailure } from '@temporalio/common';
import type { Role } from '../../contract/config/roles.ts';
import { ProblemError } from '../../contract/api/problems.ts';
import type { BringAboutInput, BroughtAbout } from '../../contract/scim/bring-about.ts';
import { resolveTarget } from '../../contract/scim/resolve-target.ts';
import type { ResolvedWish, ScimSettle } from '../../contract/scim/target.ts';
import type { Wish } from '../../contract/scim/wish.ts';

export type ScimDependencies = {
  /** The roles as they are now. */
  readonly roles: () => readonly Role[];
  readonly settle: ScimSettle;
  /** As `createBringAbout` of `people` makes it. */
  readonly bringAbout: (input: BringAboutInput) => Promise<BroughtAbout>;
};

/**
 * Activities of SCIM users, on the `onboarding` task queue. The roles and how long a wish has to stand still are those of the
 * worker, so a restart of the workers changes them for every user.
 */
export function createScimActivities({ roles, settle, bringAbout }: ScimDependencies) {
  return {
    async resolveTarget(wish: Wish): Promise<ResolvedWish & { readonly settle: ScimSettle }> {
      return { ...resolveTarget(wish, roles()), settle };
    },
    /** The code of a problem becomes the type of the failure. */
    async bringAbout(input: BringAboutInput): Promise<BroughtAbout> {
      try {
        return await bringAbout(input);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        const { code, message, cause } = error;
        throw ApplicationFailure.create({
          type: code,
          message,
          ...(cause instanceof Error ? { cause } : {}),
        });
      }
    },
  };
}

export type ScimActivities = ReturnType<typeof createScimActivities>;
