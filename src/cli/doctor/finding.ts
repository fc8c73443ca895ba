import { errorMessage } from '../../contract/lib/error-message.ts';

/** The result of one check, with what to do about it unless all is well. */
export type Finding = {
  readonly level: 'ok' | 'warning' | 'error';
  readonly text: string;
  readonly remedy?: string;
};

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const warning = (text: string, remedy: string): Finding => ({ level: 'warning', text, remedy });
export const failed = (text: string, remedy: string): Finding => ({ level: 'error', text, remedy });

/** The message of an unexpected error, shortened to one line. */
export function reasonOf(error: unknown): string {
  return errorMessage(error).replaceAll(/\s+/g, ' ').slice(0, 300);
}
