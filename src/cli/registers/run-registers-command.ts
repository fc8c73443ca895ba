import { loadConfig } from '../../config/config.ts';
import { requiredSecrets, requireSecrets, type Secrets } from '../../config/required-secrets.ts';
import { connectOrganization } from '../../temporal/connect.ts';
import type { OrganizationClient } from '../../temporal/organization-client.ts';
import { explainTemporalError } from '../explain-temporal-error.ts';
import { createProgressBar } from '../progress-bar.ts';
import { exportRegisters } from './export-registers.ts';
import { importRegisters } from './import-registers.ts';
import { inputFile } from './input.ts';
import { openOutput } from './output.ts';
import type { RegistersCommand } from './parse-registers-command.ts';
import { refreshRegisters } from './refresh-registers.ts';
import {
  formatExported,
  formatImported,
  formatRefreshed,
  isComplete,
  isExportComplete,
  isImportComplete,
} from './report.ts';
import { validateFile } from './validate-file.ts';

/** Runs the command, prints what came of it, and returns the exit code. Throws `StartError`. */
export async function runRegistersCommand(command: RegistersCommand): Promise<0 | 1> {
  const program = command.name === 'import' ? 'importRegisters' : 'registers';
  const { temporal, onboarding, secrets } = loadConfig(undefined, requiredSecrets[program]);
  const { encryptionKeys } = requireSecrets(secrets, program);
  const client = connectOrganization(temporal, encryptionKeys, onboarding.organization);
  try {
    return (await run(command, client, secrets)) ? 0 : 1;
  } catch (error) {
    throw explainTemporalError(error, temporal.connectionOptions.address);
  } finally {
    await client.close();
  }
}

/** Returns whether nothing is left to look at. */
async function run(
  command: RegistersCommand,
  client: OrganizationClient,
  secrets: Secrets,
): Promise<boolean> {
  if (command.name === 'refresh') {
    const { stallMs, before } = command;
    const refreshed = await refreshRegisters({ client, stallMs, before, showProgress: createProgress });
    process.stdout.write(formatRefreshed(refreshed));
    return isComplete(refreshed);
  }
  if (command.name === 'export') {
    const output = openOutput(command.file);
    try {
      const exported = await exportRegisters({ client, write: output.write, showProgress: createProgress });
      await output.close();
      // Standard output may be the export itself.
      process.stderr.write(formatExported(exported, command.file));
      return isExportComplete(exported);
    } catch (error) {
      output.discard();
      throw error;
    }
  }
  const { idKey } = requireSecrets(secrets, 'importRegisters');
  const file = await inputFile(command.file);
  const { registers, inProgress } = await validateFile(file, { idKey, organization: client.organization });
  const imported = await importRegisters({
    client,
    file,
    registers,
    showProgress: createProgress,
  });
  process.stdout.write(formatImported(imported, inProgress));
  return isImportComplete(imported);
}

function createProgress(total: number): (done: number, note: string) => void {
  return createProgressBar(total, process.stderr);
}
