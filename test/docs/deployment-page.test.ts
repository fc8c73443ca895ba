import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { settings } from '../../src/config/settings.ts';
import { requiredSearchAttributes } from '../../src/contract/temporal/search-attributes.ts';
import { compose, readProjectFile } from '../deploy/compose-file.ts';
import { blocksOf, readPage } from './page.ts';

test('the page creates every search attribute in Temporal Cloud', () => {
  const block = blocksOf(readPage('docs/deployment.md'), 'bash').find((one) => one.includes('tcld')) ?? '';
  const created = [...block.matchAll(/--search-attribute (\S+)/g)].map(([, attribute]) => attribute);
  expect(created).toEqual(Object.entries(requiredSearchAttributes).map(([name, type]) => `${name}=${type}`));
});

test('the .env of the simulator sets a profile and a variable that docker-compose.yml knows', () => {
  const block = blocksOf(readPage('docs/deployment.md'), 'bash').find((one) => one.includes('> .env')) ?? '';
  const [, file = ''] = /<<'END'\n(.*?)\nEND/s.exec(block) ?? [];
  const { COMPOSE_PROFILES: profile, ...variables } = Object.fromEntries(
    file.split('\n').map((line) => line.split('=') as [string, string]),
  );
  expect(compose.services['simulator']?.profiles).toEqual([profile]);
  expect(Object.keys(variables)).toEqual(['VULTR_API_URL']);
  expect(readProjectFile('docker-compose.yml')).toContain('${VULTR_API_URL:-');
  expect(readProjectFile('.gitignore').split('\n')).toContain('.env');
});

test('the override sets settings that exist, for services that docker-compose.yml has', () => {
  const blocks = blocksOf(readPage('docs/deployment.md'), 'yaml');
  const text = blocks.find((one) => one.includes('x-settings')) ?? '';
  const { services } = parse(text, { merge: true }) as {
    services: Record<string, { environment: Record<string, string> }>;
  };
  expect(Object.keys(services).length).toBeGreaterThan(0);
  for (const [name, { environment }] of Object.entries(services)) {
    expect(compose.services).toHaveProperty(name);
    for (const setting of Object.keys(environment)) expect(settings).toHaveProperty(setting);
  }
  expect(readProjectFile('.gitignore').split('\n')).toContain('docker-compose.override.yml');
});
