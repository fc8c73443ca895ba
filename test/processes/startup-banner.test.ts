import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createDemoServices } from '../../src/cli/demo/services.ts';
import { loadConfig } from '../../src/config/config.ts';
import { loadLocalSecrets, localApiKey, printableApiKey } from '../../src/processes/local-secrets.ts';
import { startupBanner } from '../../src/processes/startup-banner.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'vultr-onboarding-banner-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const environment = { ONBOARDING_DATA_DIR: dataDir };
const ownSecret = 'a-secret-from-the-environment';
const hash = `sha256=${'ab'.repeat(32)}`;
const configured = [`hr:${ownSecret}`, `hr/read:${hash},ops:${ownSecret}`, `hr/write:${hash}`];

/** Everything that is printed about the API key. */
function printed(variables: Record<string, string>): string {
  const config = loadConfig({ ...environment, ...variables });
  const apiKey = printableApiKey(config);
  const api = 'http://127.0.0.1:3000';
  const stack = {
    api,
    console: undefined,
    temporalUi: undefined,
    simulator: 'http://127.0.0.1:3001',
    namespace: 'default',
    apiKey,
  };
  const services = createDemoServices(config, localApiKey(config), apiKey);
  return `${startupBanner(stack, 1)}\n${services.resendCommand('onboarding-1')}`;
}

describe('printed commands', () => {
  test('contain the key that npm start made', () => {
    const { apiKey } = loadLocalSecrets(dataDir);
    expect(printed({}).split(`Bearer ${apiKey}'`)).toHaveLength(3);
  });

  test.each(configured)('contain no key of the configuration: %s', (keys) => {
    const text = printed({ ONBOARDING_API_KEYS: keys });
    expect(text).not.toContain(ownSecret);
    expect(text).not.toContain(loadLocalSecrets(dataDir).apiKey);
    expect(text.split("Bearer <a key of $ONBOARDING_API_KEYS>'")).toHaveLength(3);
  });
});
