import type { FastifyInstance } from 'fastify';

/** An answer that is on its way has so long; a request that never arrives whole does not hold the process longer. */
const graceMs = 10_000;

/** Closes the port, lets what is under way finish, and cuts what has not by then. */
export async function closeGracefully(
  app: Pick<FastifyInstance, 'close' | 'server'>,
  withinMs = graceMs,
): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), withinMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
