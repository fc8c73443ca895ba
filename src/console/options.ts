import type { Offboardings } from '../offboardings/offboardings.ts';
import type { Onboardings } from '../onboardings/onboardings.ts';
import type { Role } from '../contract/config/roles.ts';
import type { People } from '../people/people.ts';
import type { SignInOptions } from './sign-in/options.ts';

/** What the pages of the console work with. */
export type ConsoleOptions = SignInOptions & {
  readonly onboardings: Onboardings;
  readonly offboardings: Offboardings;
  /** The SCIM users and groups. Left out, the page says that there is no SCIM. */
  readonly people?: Pick<People, 'listUsers' | 'listGroups'> | undefined;
  /** The roles as they are now; left out, there are none. */
  readonly roles?: (() => readonly Role[]) | undefined;
  /** The namespace in Temporal's UI, as `https://host/namespaces/name`, if there is a UI. */
  readonly temporalUiUrl?: string | undefined;
};
