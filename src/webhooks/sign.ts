import { Webhook } from 'standardwebhooks';

/**
 * Returns the headers of Standard Webhooks (https://www.standardwebhooks.com) for one attempt at `at`. With several
 * secrets the event is signed with each, so that a receiver may know either the old or the new one.
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
