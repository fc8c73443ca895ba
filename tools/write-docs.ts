import { writeFileSync } from 'node:fs';
import { configurationPage } from './configuration-page.ts';
import { operationsPage } from './operations-page.ts';

/** `npm run docs`: writes the generated pages. */
writeFileSync(new URL('../docs/configuration.md', import.meta.url), configurationPage());
writeFileSync(new URL('../docs/operations.md', import.meta.url), await operationsPage());
