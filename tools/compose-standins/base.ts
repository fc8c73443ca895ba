import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../src/dev-server/run-command.ts';

/** What any of the stand-ins needs: certificates, the `nc` and `wget` of health checks, and PostgreSQL. */
const packages = ['ca-certificates', 'netcat-openbsd', 'postgresql-17', 'wget'];
const release = 'trixie';
const mirror = 'http://deb.debian.org/debian';
const ownAuthorities = 'usr/local/share/ca-certificates';
const timeoutMs = 15 * 60_000;

/** Imports a Debian system into the engine under this tag. Takes a minute or two. Needs root and `debootstrap`. */
export async function importBase(tag: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
  const root = join(folder, 'root');
  try {
    const include = `--include=${packages.join(',')}`;
    await runCommand('debootstrap', ['--variant=minbase', include, release, root, mirror], { timeoutMs });
    if (existsSync(join('/', ownAuthorities)))
      await cp(join('/', ownAuthorities), join(root, ownAuthorities), { recursive: true });
    await runCommand('chroot', [root, 'update-ca-certificates']);
    // A snapshot of the past has expired.
    await writeFile(join(root, 'etc/apt/apt.conf.d/90stand-in'), 'Acquire::Check-Valid-Until "false";\n');
    const archive = join(folder, 'root.tar');
    await runCommand('tar', ['--create', '--file', archive, '--directory', root, '.'], { timeoutMs });
    await runCommand('docker', ['import', archive, tag], { timeoutMs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
