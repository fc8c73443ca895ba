import type { Payload, PayloadCodec } from '@temporalio/common';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

/** A payload as protobuf's JSON writes it: bytes as base64. */
const jsonPayload = z.object({
  metadata: z.record(z.string(), z.base64()).optional(),
  data: z.base64().optional(),
});

const body = z.object({ payloads: z.array(jsonPayload).max(10_000) });

export function codecRoutes(app: FastifyInstance, codec: PayloadCodec): void {
  for (const direction of ['encode', 'decode'] as const) {
    app.post(`/${direction}`, async (request, reply) => {
      const given = body.safeParse(request.body);
      if (!given.success)
        return await reply
          .code(400)
          .send({ message: 'Send { "payloads": [{ "metadata": {…}, "data": "…" }] }.' });
      try {
        const payloads = await codec[direction](given.data.payloads.map(fromJson));
        return { payloads: payloads.map(toJson) };
      } catch (error) {
        // Never with what was given; the codec's own words name a key at most.
        return await reply
          .code(422)
          .send({ message: error instanceof Error ? error.message : 'not decodable' });
      }
    });
  }
}

function fromJson({ metadata = {}, data = '' }: z.infer<typeof jsonPayload>): Payload {
  const entries = Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return {
    metadata: Object.fromEntries(entries) as Record<string, Buffer>,
    data: Buffer.from(data, 'base64'),
  };
}

function toJson({ metadata, data }: Payload): z.infer<typeof jsonPayload> {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: base64(data) };
}

function base64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
