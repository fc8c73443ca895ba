import { writeFileSync } from 'node:fs';
import { parseArguments } from '../src/cli/parse-arguments.ts';
import { configurationPage } from './configuration-page.ts';
import { operationsPage } from './operations-page.ts';

const usage = `npm run docs

Writes the generated pages: docs/configuration.md and docs/operations.md. It takes no options.`;

parseArguments(usage);

/** `npm run docs`: writes the generated pages. */
writeFileSync(new URL('../docs/configuration.md', import.meta.url), configurationPage());
writeFileSync(new URL('../docs/operations.md', import.meta.url), await operationsPage());
