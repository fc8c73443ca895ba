// A receiver of events: WEBHOOK_SECRET=whsec_… PORT=9000 node docs/examples/receiver.mjs
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
/** A real one keeps these for 30 days, in the database in which it does its work. */
const seen = new Set();

const server = createServer(async (request, response) => {
  // The signature is over the bytes as they came: verify first, parse then.
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
  // Quickly, and work afterwards: whoever takes longer than 15 seconds is asked again.
  response.writeHead(204).end();
});

server.listen(Number(process.env.PORT ?? 9000), '127.0.0.1', () => {
  process.stdout.write(`listening on ${server.address().port}\n`);
});
