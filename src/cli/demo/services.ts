import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import { type AddressAccess, addressAccess } from '../../contract/api/access-report.ts';
import { type OffboardingView, offboardingView } from '../../contract/api/offboarding-view.ts';
import { type OnboardingView, onboardingView } from '../../contract/api/onboarding-view.ts';
import { StartError } from '../../contract/lib/start-error.ts';
import { localApiUrl } from '../local-api-url.ts';

export type DemoServices = ReturnType<typeof createDemoServices>;

/** The calls that the demos make: to the API as an HR system and as an operator, to the simulator as the invited people. Commands for the reader show
 * `printableKey`. */
export function createDemoServices(config: Config, apiKey: string, printableKey: string) {
  const api = localApiUrl(config.api);
  const simulator = `http://127.0.0.1:${config.local.simulatorPort}`;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };

  const post = (body: object): RequestInit => ({ method: 'POST', headers, body: JSON.stringify(body) });

  return {
    async shortenInvitations(emailSuffix: string, lifetimeMs: number): Promise<void> {
      await call(`${simulator}/__sim/lifetimes`, post({ emailSuffix, lifetimeMs }));
    },
    async start(request: object): Promise<OnboardingView> {
      return parseView(await call(`${api}/v1/onboardings`, post(request)));
    },
    async get(id: string): Promise<OnboardingView> {
      return parseView(await call(`${api}/v1/onboardings/${id}`, { headers }));
    },
    async order(request: object): Promise<OffboardingView> {
      return parseDeparture(await call(`${api}/v1/offboardings`, post(request)));
    },
    async getDeparture(id: string): Promise<OffboardingView> {
      return parseDeparture(await call(`${api}/v1/offboardings/${id}`, { headers }));
    },
    async removeNow(id: string, reason: string): Promise<OffboardingView> {
      return parseDeparture(await call(`${api}/v1/offboardings/${id}/remove-now`, post({ reason })));
    },
    /** Reads from Vultr what access the email has. */
    async readAccess(email: string): Promise<AddressAccess> {
      const url = `${api}/v1/access?email=${encodeURIComponent(email)}`;
      return addressAccess.parse(await (await call(url, { headers })).json());
    },
    /** Resolves to false if the invitation has just expired. */
    async accept(invitationId: string): Promise<boolean> {
      const url = `${simulator}/__sim/invitations/${invitationId}/accept`;
      return (await fetch(url, { ...post({}), headers: { 'content-type': 'application/json' } })).ok;
    },
    readCommand: (id: string) =>
      `curl -sS ${api}/v1/offboardings/${id} -H 'Authorization: Bearer ${printableKey}'`,
    resendCommand: (id: string) =>
      `curl -sS -X POST ${api}/v1/onboardings/${id}/resend -H 'Authorization: Bearer ${printableKey}'`,
  };
}

/** How often a call is made that the API does not serve yet. */
const maxTries = 10;
const pauseMs = 1_000;

/** Repeats a call that a busy machine did not serve: every call of the API is safe to repeat. Throws `StartError`. */
async function call(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, init).catch((cause: unknown) => {
      throw new StartError(
        `Cannot reach ${new URL(url).origin}. First run \`npm start\` in another terminal, without VULTR_API_KEY.`,
        { cause },
      );
    });
    if (response.ok) return response;
    if (response.status !== 503 || tries === maxTries) {
      throw new StartError(
        `${init.method ?? 'GET'} ${url} returned ${response.status}: ${await response.text()}`,
      );
    }
    await sleep(pauseMs);
  }
}

async function parseDeparture(response: Response): Promise<OffboardingView> {
  return offboardingView.parse(await response.json()) as OffboardingView;
}

async function parseView(response: Response): Promise<OnboardingView> {
  return onboardingView.parse(await response.json()) as OnboardingView;
}
