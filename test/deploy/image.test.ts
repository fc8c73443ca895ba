import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readProjectFile } from './compose-file.ts';

const dockerfile = readProjectFile('Dockerfile');
const letThrough = readProjectFile('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the image', () => {
  test('has the Node that the project is tested with, on Debian', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    const { node } = packageJson.devDependencies;
    expect(bases).toEqual([`node:${node}-trixie-slim`, `node:${node}-trixie-slim`]);
  });

  test('gets what it copies, and nothing but that', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    expect(copied.toSorted()).toEqual(letThrough.toSorted());
  });

  test('is not run by root, and its signals arrive', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["tini", "--"\]$/m);
  });
});
