/** What one check found, and where it is not well what one can do about it. */
export type Finding = {
  readonly level: 'good' | 'doubtful' | 'bad';
  readonly what: string;
  readonly remedy?: string;
};

export const good = (what: string): Finding => ({ level: 'good', what });
export const doubtful = (what: string, remedy: string): Finding => ({ level: 'doubtful', what, remedy });
export const bad = (what: string, remedy: string): Finding => ({ level: 'bad', what, remedy });

/** For errors that nobody expected: their message, on one line. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s+/g, ' ').slice(0, 300);
}
