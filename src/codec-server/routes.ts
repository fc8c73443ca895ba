import type { Payload, PayloadCodec } from '@temporalio/common';
import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';

/** A payload in protobuf's JSON format: bytes are base64. */
const jsonPayload = z.object({
  metadata: z.record(z.string(), z.base64()).optional(),
  data: z.base64().optional(),
});

const requestBody = z.object({ payloads: z.array(jsonPayload).max(10_000) });

export const codecRoutes: FastifyPluginAsync<{ readonly codec: PayloadCodec }> = async (app, { codec }) => {
  for (const direction of ['encode', 'decode'] as const) {
    app.post(`/${direction}`, async (request, reply) => {
      const parsed = requestBody.safeParse(request.body);
      if (!parsed.success)
        return await reply
          .code(400)
          .send({ message: 'Send { "payloads": [{ "metadata": {…}, "data": "…" }] }.' });
      try {
        const payloads = await codec[direction](parsed.data.payloads.map(fromJson));
        return { payloads: payloads.map(toJson) };
      } catch (error) {
        // Safe to return: a message of the codec names a key at most, never the payload.
        const message = error instanceof Error ? error.message : 'The payloads cannot be processed.';
        return await reply.code(422).send({ message });
      }
    });
  }
};

function fromJson({ metadata = {}, data = '' }: z.infer<typeof jsonPayload>): Payload {
  const entries = Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')]);
  return {
    metadata: Object.fromEntries(entries) as Record<string, Buffer>,
    data: Buffer.from(data, 'base64'),
  };
}

function toJson({ metadata, data }: Payload): z.infer<typeof jsonPayload> {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name, toBase64(value)]);
  return { metadata: Object.fromEntries(entries) as Record<string, string>, data: toBase64(data) };
}

function toBase64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
