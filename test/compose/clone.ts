import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../../src/dev-server/run-command.ts';
import { projectDir } from '../deploy/compose-file.ts';

/**
 * Copies the project as `git clone` does under `umask 077`: only its owner may read a file. Takes what is in the folder,
 * changes that are not committed included. Returns the folder of the copy.
 */
export async function clonePrivately(): Promise<string> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await runCommand('git', list, { cwd: projectDir });
  const folder = mkdtempSync(join(tmpdir(), 'vultr-onboarding-compose-'));
  // Git goes on listing a file that was deleted until the deletion is staged.
  const files = stdout.split('\0').filter((name) => name !== '' && existsSync(join(projectDir, name)));
  for (const file of files) {
    const [from, to] = [join(projectDir, file), join(folder, file)];
    const isExecutable = (statSync(from).mode & 0o100) !== 0;
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    copyFileSync(from, to);
    chmodSync(to, isExecutable ? 0o700 : 0o600);
  }
  return folder;
}
