import type { Config } from '../../config/config.ts';
import { type OnboardingView, onboardingView } from '../../contract/api/onboarding-view.ts';
import { StartError } from '../../contract/lib/start-error.ts';

export type DemoServices = ReturnType<typeof createDemoServices>;

/** The calls that the demo makes: to the API as an HR system, to the simulator as the invited people. Commands for the reader show
 * `printableKey`. */
export function createDemoServices(config: Config, apiKey: string, printableKey: string) {
  const api = `http://${config.api.host}:${config.api.port}`;
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
    /** Resolves to false if the invitation has just expired. */
    async accept(invitationId: string): Promise<boolean> {
      const url = `${simulator}/__sim/invitations/${invitationId}/accept`;
      return (await fetch(url, { ...post({}), headers: { 'content-type': 'application/json' } })).ok;
    },
    resendCommand: (id: string) =>
      `curl -sS -X POST ${api}/v1/onboardings/${id}/resend -H 'Authorization: Bearer ${printableKey}'`,
  };
}

async function call(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw new StartError(
      `Cannot reach ${new URL(url).origin}. First run \`npm start\` in another terminal, without VULTR_API_KEY.`,
      { cause },
    );
  });
  if (response.ok) return response;
  throw new StartError(
    `${init.method ?? 'GET'} ${url} returned ${response.status}: ${await response.text()}`,
  );
}

async function parseView(response: Response): Promise<OnboardingView> {
  return onboardingView.parse(await response.json()) as OnboardingView;
}
