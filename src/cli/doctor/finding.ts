/** What one check found, and where it is not well what one can do about it. */
export type Finding = {
  readonly level: 'ok' | 'warning' | 'error';
  readonly what: string;
  readonly remedy?: string;
};

export const ok = (what: string): Finding => ({ level: 'ok', what });
export const warning = (what: string, remedy: string): Finding => ({ level: 'warning', what, remedy });
export const failed = (what: string, remedy: string): Finding => ({ level: 'error', what, remedy });

/** For errors that nobody expected: their message, on one line. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s+/g, ' ').slice(0, 300);
}
