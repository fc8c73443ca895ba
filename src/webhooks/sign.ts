import { Webhook } from 'standardwebhooks';

/**
 * The headers of Standard Webhooks for one attempt at `at`. With several secrets the event is signed by each, so that a
 * receiver may know the old or the new one: https://www.standardwebhooks.com
 */
export function signedHeaders(
  webhookId: string,
  body: string,
  secrets: readonly string[],
  at: Date,
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(webhookId, at, body));
  return {
    'webhook-id': webhookId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
}
