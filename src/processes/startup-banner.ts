import type { LocalStack } from './local-stack.ts';

/** What `npm start` prints when everything is ready: where things are, and a command to try. */
export function startupBanner(
  { api, console, temporalUi, simulator, namespace, apiKey }: LocalStack,
  secondsToReady: number,
): string {
  const query = encodeURIComponent('WorkflowType IN ("onboarding","person") AND ExecutionStatus="Running"');
  const rows = [
    ...(console === undefined ? [] : [['Console', console]]),
    ['API', `${api}/v1/onboardings`],
    ['API reference', `${api}/docs`],
    ...(temporalUi === undefined
      ? []
      : [['Temporal UI', `${temporalUi}/namespaces/${namespace}/workflows?query=${query}`]]),
    ...(simulator === undefined
      ? [['Vultr', 'the real one (VULTR_API_KEY is set); invitations go to real people']]
      : [
          ['Mailbox', `${simulator}/__sim/`],
          ['Vultr', 'simulated (VULTR_API_KEY is not set); no email leaves this machine'],
        ]),
  ];
  return [
    '',
    `Ready in ${secondsToReady.toFixed(1)} s.`,
    '',
    ...rows.map(([name = '', value = '']) => `  ${name.padEnd(13)}  ${value}`),
    '',
    simulator === undefined
      ? 'To start an onboarding, replace the email and run:'
      : 'Start an onboarding, then accept its invitation in the mailbox:',
    '',
    `  curl -sS ${api}/v1/onboardings \\`,
    `    -H 'Authorization: Bearer ${apiKey}' -H 'Content-Type: application/json' \\`,
    `    -d '{"email":"ada@example.com","group":{"name":"Developers"},"policies":["Provisioning"]}'`,
    '',
    ...(simulator === undefined
      ? []
      : ['Run `npm run demo` in another terminal to watch four onboardings in a minute.']),
    'Press Ctrl-C to stop. The next start continues where this one stopped.',
    '',
  ].join('\n');
}
