import type { Config } from '../config/config.ts';
import { parseRoles } from '../config/parse-roles.ts';
import type { Role } from '../contract/config/roles.ts';
import type { Logger } from '../telemetry/logger.ts';
import { type Watched, watchFile } from './watch-file.ts';

/** Provides the current roles, none without a roles file. Changes of the file take effect while the process runs. */
export function watchRoles(
  { rolesFile }: Config['onboarding'],
  logger: Logger,
  { everyMs, onChange }: { readonly everyMs?: number; readonly onChange?: () => void } = {},
): Watched<readonly Role[]> {
  return watchFile<readonly Role[]>({
    file: rolesFile?.file,
    first: rolesFile?.roles ?? [],
    parse: parseRoles,
    what: 'roles',
    namesOf: (roles) => roles.map(({ name }) => name),
    logger,
    onChange,
    everyMs,
  });
}
