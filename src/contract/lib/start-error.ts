/** Why a program could not start or continue, and what to do about it. It is printed without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** The error for a port that another program listens on. `variable` is the setting that changes the port. */
export function portInUse(service: string, host: string, port: number, variable: string): StartError {
  return new StartError(
    `${service} cannot listen on ${host}:${port}: the port is in use. Stop the other program, or set ${variable} to another port.`,
  );
}

export function isPortInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
