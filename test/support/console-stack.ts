import { randomBytes } from 'node:crypto';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createServer } from '../../src/api/server.ts';
import { createAuthenticate } from '../../src/auth/authenticate.ts';
import { createApiMetrics } from '../../src/telemetry/api-metrics.ts';
import { silentLogger } from '../../src/telemetry/logger.ts';
import { keysOf } from '../api/fake-onboardings.ts';
import { openPage, startBrowser } from './browser.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';

const operator = { name: 'operator', secret: 'secret-of-the-operator' };

export type ConsoleStack = {
  readonly stack: Stack;
  readonly url: string;
  /** Opens a page of the console, with the sign-in of an operator, and closes it after `use`. */
  readonly withPage: (
    path: string,
    use: (page: Page, complaints: readonly string[]) => Promise<void>,
    options?: BrowserContextOptions,
  ) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts a stack with the invitation watch, the API with the console, and a browser. */
export async function startConsoleStack(
  stackOptions: Pick<StackOptions, 'webhooks'> = {},
): Promise<ConsoleStack> {
  const stack = await startStack({ watch: {}, ...stackOptions });
  const { onboardings, offboardings, organization } = stack;
  const app = createServer({
    onboardings,
    offboardings,
    metrics: createApiMetrics({
      countOpen: () => onboardings.countOpen(),
      countHeld: async () => (await onboardings.getBrake()).held,
    }),
    authenticate: createAuthenticate(() => keysOf(`${operator.name}:${operator.secret}`)),
    requestsPerSecond: 1_000,
    logger: silentLogger,
    checkOwnAccess: async () => [],
    version: '1.2.3',
    console: {
      organization,
      sessionKey: randomBytes(32),
      temporalUiUrl: 'http://127.0.0.1:1/namespaces/default',
    },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await startBrowser();
  return {
    stack,
    url,
    async withPage(path, use, options = {}) {
      const { page, complaints, close } = await openPage(browser, options);
      try {
        await page.goto(`${url}${path}`);
        await page.getByLabel('API key').fill(operator.secret);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.waitForURL(`${url}${path}`);
        await use(page, complaints);
      } finally {
        await close();
      }
    },
    async stop() {
      await browser.close();
      await app.close();
      await stack.stop();
    },
  };
}
