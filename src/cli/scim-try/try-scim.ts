import { failed, type Finding, ok, reasonOf } from '../doctor/finding.ts';
import { type Check, createChecks } from './checks.ts';
import { createScimClient } from './client.ts';
import { Unexpected } from './expect.ts';

/**
 * Runs all checks against a service, and deletes what they have created. Returns a finding for each check that ran. After the
 * signal no other check begins.
 */
export async function tryScim({
  url,
  token,
  signal,
}: {
  readonly url: string;
  readonly token: string;
  readonly signal?: AbortSignal;
}): Promise<readonly Finding[]> {
  const { groups, cleanUp } = createChecks(createScimClient(url, token), url);
  const findings: Finding[] = [];
  try {
    for (const checks of groups) {
      const results = await runUntilFailure(checks, signal);
      findings.push(...results);
      // If the service cannot be reached, or refuses the token, nothing else can succeed.
      if (checks === groups[0] && results[0]?.level === 'error') break;
    }
  } finally {
    await cleanUp().catch((error: unknown) => findings.push(notDeleted(error)));
  }
  return findings;
}

async function runUntilFailure(
  checks: readonly Check[],
  signal: AbortSignal | undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { title, run } of checks) {
    if (signal?.aborted === true) break;
    try {
      await run();
      findings.push(ok(title));
    } catch (error) {
      findings.push(failed(`${title}: ${problemOf(error)}.`, remedyOf(error)));
      break;
    }
  }
  return findings;
}

function problemOf(error: unknown): string {
  return error instanceof Unexpected ? error.message : `there is no usable response (${reasonOf(error)})`;
}

function remedyOf(error: unknown): string {
  return error instanceof Unexpected
    ? 'Check the URL, which ends with /scim/v2, the token and what is in front of the service. docs/scim.md lists what to set up.'
    : 'Check that the URL can be reached from here and that the service is running.';
}

function notDeleted(error: unknown): Finding {
  return failed(
    `What was created could not be deleted: ${reasonOf(error)}.`,
    'Delete the user and the group whose names begin with scim-try-.',
  );
}
