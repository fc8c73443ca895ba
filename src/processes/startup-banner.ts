export type Addresses = {
  readonly api: string;
  readonly temporalUi: string | undefined;
  /** Undefined where the real Vultr is used. */
  readonly simulator: string | undefined;
  readonly namespace: string;
};

/** What `npm start` says once everything is ready: where things are, and a command to try. */
export function startupBanner(
  addresses: Addresses,
  apiKey: string | undefined,
  secondsToReady: number,
): string {
  const { api, temporalUi, simulator, namespace } = addresses;
  const rows = [
    ['API', `${api}/v1/onboardings`],
    ['API reference', `${api}/docs`],
    ...(temporalUi === undefined
      ? []
      : [
          [
            'Temporal UI',
            `${temporalUi}/namespaces/${namespace}/workflows?query=WorkflowType%3D%22onboarding%22`,
          ],
        ]),
    ...(simulator === undefined ? [] : [['Mailbox', `${simulator}/__sim/`]]),
  ];
  const vultr =
    simulator === undefined
      ? 'Vultr is the REAL one: VULTR_API_KEY is set, and invitations go to real people.'
      : 'Vultr is a SIMULATOR: VULTR_API_KEY is not set. No mail leaves this machine; it lands in the mailbox.';
  return [
    '',
    `Ready after ${secondsToReady.toFixed(1)} s.`,
    '',
    ...rows.map(([name = '', url = '']) => `  ${name.padEnd(14)} ${url}`),
    '',
    vultr,
    '',
    'Onboard somebody (and then accept the invitation in the mailbox):',
    '',
    `  curl -sS ${api}/v1/onboardings \\`,
    `    -H 'Authorization: Bearer ${apiKey ?? '<one of yours>'}' -H 'Content-Type: application/json' \\`,
    `    -d '{"email":"ada@example.com","group":{"name":"Developers"},"policies":["Provisioning"]}'`,
    '',
    ...(simulator === undefined ? [] : ['`npm run demo` in another terminal shows four hires in a minute.']),
    'Ctrl-C ends everything; the next start goes on where this one stopped.',
    '',
  ].join('\n');
}
