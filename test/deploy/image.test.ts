import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { memorySettings } from '../../bench/figures/memory.ts';
import { readProjectFile } from './compose-file.ts';

const dockerfile = readProjectFile('Dockerfile');
const includedFiles = readProjectFile('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the image', () => {
  test('has the Node.js version that the project is tested with, on Debian', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    const { node } = packageJson.devDependencies;
    expect(bases).toEqual([`node:${node}-trixie-slim`, `node:${node}-trixie-slim`]);
  });

  test('receives exactly the files that it copies', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    expect(copied.toSorted()).toEqual(includedFiles.toSorted());
  });

  test('can be read by the user of its programs, whatever access the clone gives', () => {
    const [build = ''] = dockerfile.split(/^FROM /m).slice(1);
    expect(build).toMatch(/chmod -R a\+rX \/app$/m);
  });

  test('limits the memory of a worker as the benchmark does', () => {
    for (const [name, value] of Object.entries(memorySettings))
      expect(dockerfile).toMatch(new RegExp(`^ +${name}=${value} \\\\$`, 'm'));
  });

  test('does not run as root, and receives signals', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["tini", "--"\]$/m);
  });
});
