import type { UserAccess } from './resource.ts';
import type { Target, UserIdentity } from './target.ts';

/** Which order of a SCIM user a flow follows. */
export type OrderNumber = {
  /** Counts how often the user was to have access again, from 1. */
  readonly turn: number;
  /** Counts what was to be brought about, from 1. */
  readonly order: number;
};

/** An order of any execution of the workflow: one that begins after a deletion counts anew, and has another `life`. */
export type Order = OrderNumber & { readonly life: string };

/** What the workflow of a SCIM user asks for. Asking again for the same changes nothing. */
export type BringAboutInput = Order & {
  /** ID of the workflow, which owns the person. */
  readonly owner: string;
  readonly target: Target;
  readonly identity: UserIdentity;
  /** The address under which the user was brought in, or ordered to leave, before. */
  readonly knownAddress?: string;
  /** This order was followed before: if nothing is known of it any more, an operator has decided that. */
  readonly followed: boolean;
};

/** How things are after that. */
export type BroughtAbout = Pick<UserAccess, 'state' | 'flowId' | 'detail'> & {
  /** A flow follows this order, or there was nothing to take. */
  readonly followed?: true;
  /** The address under which the person is known from now on. */
  readonly address?: string;
  /** After how many milliseconds to ask again, if no flow says anything before; absent if only another wish can change it. */
  readonly lookAgainMs?: number;
};
