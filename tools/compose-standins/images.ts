import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Progress } from '../../src/contract/lib/progress.ts';
import { projectDir, readProjectFile, serviceNamed } from '../../test/deploy/compose-file.ts';
import { findServer } from '../../test/postgres/find-server.ts';
import { findUiServer } from './find-ui-server.ts';

export type StandIn = {
  /** The tag of the official image, as docker-compose.yml or Dockerfile has it. */
  readonly image: string;
  /** The folder of its Dockerfile, whose other files are copied into the context of the build. */
  readonly folder: string;
  /** Further files and folders of the context, by their names in it. Builds what is absent. */
  readonly files: () => Promise<Readonly<Record<string, string>>>;
};

const folderOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** That of Debian trixie. */
const postgresMajor = '17';

/**
 * The images of docker-compose.yml that are not this project's, and the one that Dockerfile starts from. Throws if the base
 * has another PostgreSQL than docker-compose.yml.
 */
export function standIns(cacheDir: string, progress: Progress): readonly StandIn[] {
  const { image: postgres } = serviceNamed('postgresql');
  if (!postgres.startsWith(`postgres:${postgresMajor}.`))
    throw new Error(
      `The stand-ins have PostgreSQL ${postgresMajor}, and docker-compose.yml has ${postgres}. Change images.ts, base.ts and postgres/Dockerfile in tools/compose-standins.`,
    );
  const [, node = ''] = /^FROM (\S+)/m.exec(readProjectFile('Dockerfile')) ?? [];
  return [
    {
      image: node,
      folder: folderOf('node'),
      files: async () => ({ node: join(projectDir, 'node_modules/node/bin/node'), npm: npmFolder() }),
    },
    { image: postgres, folder: folderOf('postgres'), files: async () => ({}) },
    {
      image: serviceNamed('temporal').image,
      folder: folderOf('server'),
      files: async () => ({ 'temporal-server': (await findServer(cacheDir, progress)).server }),
    },
    {
      image: serviceNamed('schema').image,
      folder: folderOf('admin-tools'),
      files: async () => ({ 'temporal-sql-tool': (await findServer(cacheDir, progress)).sqlTool }),
    },
    {
      image: serviceNamed('ui').image,
      folder: folderOf('ui'),
      files: async () => {
        const { program, configuration } = await findUiServer(cacheDir, progress);
        return { 'ui-server': program, 'docker.yaml': configuration };
      },
    },
  ];
}

/** Returns the folder of the npm that runs this program. */
function npmFolder(): string {
  const program = process.env['npm_execpath'];
  if (program === undefined) throw new Error('Run this program with npm run build:stand-ins.');
  return dirname(dirname(program));
}
