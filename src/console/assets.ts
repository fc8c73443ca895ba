import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { consolePath } from './paths.ts';

const types = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const;

type Name = keyof typeof types;

type Asset = { readonly path: string; readonly type: string; readonly content: Buffer };

/** Read once. The name contains the hash of the content, so that a browser may keep a file for good. */
const assets = {
  'console.css': load('console.css'),
  'console.js': load('console.js'),
  'icon.svg': load('icon.svg'),
};

function load(name: Name): Asset {
  const content = readFileSync(new URL(`assets/${name}`, import.meta.url));
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/assets/${name.replace('.', `-${hash}.`)}`, type: types[name], content };
}

/** The path of a file under which pages refer to it. */
export function assetPath(name: Name): string {
  return `${consolePath}${assets[name].path}`;
}

/** Serves the style and the script of the pages to everyone: there is nothing in them to protect. */
export function addAssets(app: FastifyInstance): void {
  for (const { path, type, content } of Object.values(assets)) {
    app.get(path, (_request, reply) =>
      reply.type(type).header('Cache-Control', 'public, max-age=31536000, immutable').send(content),
    );
  }
}
