import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandRequests } from '../../src/contract/api/command-requests.ts';
import { failureCodes, failures } from '../../src/contract/rules/failures.ts';
import { commandNames } from '../../src/contract/rules/commands.ts';
import { attentionView } from '../../src/contract/api/onboarding-view.ts';
import { onboardingStates } from '../../src/contract/rules/states.ts';
import { operationsPage } from '../../tools/operations-page.ts';
import { accessReport, apiKey, apiOver, onboardingId, exampleOnboarding } from '../api/fake-onboardings.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');

test('docs/operations.md is up to date; if not, run `npm run docs`', async () => {
  expect(page).toBe(await operationsPage());
});

/** The cells of the rows of all tables, as a reader sees them. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.slice(2, -2).split(' | ').map(read));

function read(cell: string): string {
  return cell.trim().replaceAll(/\\([*<_|])/g, '$1');
}

const commandsFor = (first: string) => rows.find(([cell]) => cell === first)?.[1];
const rowOf = (first: string) => rows.find(([cell]) => cell === `\`${first}\``)?.slice(1);

describe('the tables', () => {
  test.each(failureCodes)('%s has a row with its meaning, its remedy and whether it is retried', (code) => {
    const { meaning, remedy, retryable } = failures[code];
    expect(rowOf(code)).toEqual([meaning, remedy, retryable ? 'yes' : 'no']);
  });

  test('every field of `attention` is explained', () => {
    for (const field of Object.keys(attentionView.shape)) expect(rowOf(field)).toEqual([expect.any(String)]);
  });

  test('every state has its commands, and so has every failure with commands of its own', () => {
    const states = onboardingStates.filter((state) => state !== 'needs_attention');
    for (const state of states) expect(rowOf(state)).toHaveLength(1);
    expect(commandsFor('`awaiting_acceptance`')).toBe('`check`, `resend`, `hold`, `cancel`');
    expect(commandsFor('`cancelled`')).toBe('none');
    expect(commandsFor('`needs_attention` at `addMember`, `verifyAccess`')).toBe('`retry`, `skip`, `cancel`');
    expect(
      commandsFor('`needs_attention` at `leaveGroups`, `verifyLeft`, `undoAccess`, `guardInvitation`'),
    ).toBe('`retry`, `skip`');
    expect(commandsFor('`needs_attention` with `wrong_person`')).toBe('`approve-address`, `retry`, `cancel`');
    expect(commandsFor('`needs_attention` with `vultr_forbidden`')).toBeUndefined();
  });
});

type Call = { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; payload?: string };

/** The `curl` examples as requests, in the order of the page. */
const calls = [...page.matchAll(/```bash\n(curl [^`]+)\n```/g)].map(([, text = '']) => requestOf(text));

function requestOf(text: string): Call {
  const words = [...text.replaceAll('\\\n', ' ').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  const options = words.map(([, double, single, bare]) => {
    const expanded = double?.replace('$API', '').replace('$ID', onboardingId).replace('$KEY', apiKey.secret);
    return expanded ?? single ?? bare ?? '';
  });
  const after = (option: string) =>
    options.flatMap((word, index) => (options[index - 1] === option ? [word] : []));
  const query = after('--data-urlencode').map((pair) => {
    const [name = '', value = ''] = pair.split('=', 2);
    return new URLSearchParams({ [name]: value }).toString();
  });
  const url = options.find((word) => word.startsWith('/')) ?? '';
  const [payload] = after('-d');
  return {
    method: payload !== undefined || after('-X').includes('POST') ? 'POST' : 'GET',
    url: [url, ...query].join('?'),
    headers: Object.fromEntries(after('-H').map((header) => header.split(': ', 2))),
    ...(payload === undefined ? {} : { payload }),
  };
}

describe('the examples', () => {
  test('there is one for every command', () => {
    const commands = calls.flatMap(
      ({ url }) => commandNames.find((command) => url.endsWith(`/${command}`)) ?? [],
    );
    expect([...new Set(commands)].toSorted()).toEqual([...commandNames].toSorted());
    for (const { url, payload = '{}' } of calls) {
      const command = commandNames.find((name) => url.endsWith(`/${name}`));
      if (command !== undefined) commandRequests[command].parse(JSON.parse(payload));
    }
  });

  test.each(calls.map((call) => [`${call.method} ${call.url} ${call.payload ?? ''}`, call] as const))(
    '%s works unchanged',
    async (_text, call) => {
      const { app, calls: handled } = apiOver({
        get: async () => exampleOnboarding(),
        reportAccess: async () => accessReport(),
      });
      const response = await app.inject(call);
      expect(response.statusCode).toBeLessThan(300);
      expect(handled.length).toBeGreaterThan(0);
    },
  );
});
