// Receives events: WEBHOOK_SECRET=whsec_… PORT=9000 node docs/examples/receiver.mjs
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
/** A real receiver keeps these for 30 days, in the database that it writes its results to. */
const seen = new Set();

const server = createServer(async (request, response) => {
  // The signature covers the bytes as they arrived: verify first, then parse.
  const body = await text(request);
  let event;
  try {
    event = webhook.verify(body, request.headers);
  } catch (error) {
    response.writeHead(400).end(error.message);
    return;
  }
  const id = request.headers['webhook-id'];
  if (!seen.has(id)) {
    seen.add(id);
    process.stdout.write(`${event.timestamp} ${event.type} ${event.data.id} (${event.data.state})\n`);
  }
  // Respond first and do the work afterwards: if this takes longer than 15 seconds, the event is sent again.
  response.writeHead(204).end();
});

server.listen(Number(process.env.PORT ?? 9000), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
