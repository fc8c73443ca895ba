/** Why a process could not start or go on, in one sentence that says what to do. Shown without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The same for a port that somebody else listens on; `variable` is the setting that moves it. */
export function portInUse(what: string, host: string, port: number, variable: string): StartError {
  return new StartError(
    `${what} cannot listen on ${host}:${port}: the port is in use. End the other program or set ${variable} to another port.`,
  );
}

export function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
