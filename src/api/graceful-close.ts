import type { FastifyInstance } from 'fastify';

/** How long responses in progress may take. A request that never arrives completely does not hold the process longer. */
const graceMs = 10_000;

/** Closes the port, lets requests in progress finish, and closes the remaining connections after `withinMs`. */
export async function closeGracefully(
  app: Pick<FastifyInstance, 'close' | 'server'>,
  withinMs = graceMs,
): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), withinMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}
