import type { Authenticate } from '../../auth/caller.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { LocalLink } from './local-link.ts';
import type { OidcOptions } from './oidc-options.ts';

export type SignInOptions = {
  /** Identifies the caller of an API key, when a person signs in and again with each of their requests. */
  readonly authenticate: Authenticate;
  /** Seals the sessions. 32 bytes, the same for every API. */
  readonly sessionKey: Uint8Array;
  readonly logger: Logger;
  /** The name of the Vultr organization, which every page shows. */
  readonly organization: string;
  /** The origin under which browsers reach the console, such as `https://onboarding.example.com`. */
  readonly publicUrl?: string | undefined;
  /** The identity provider where people sign in, if there is one. It requires `publicUrl`. */
  readonly oidc?: OidcOptions | undefined;
  /** A link that signs in the person who runs `npm start`. */
  readonly localLink?: LocalLink | undefined;
  /** Returns the time in milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
};
