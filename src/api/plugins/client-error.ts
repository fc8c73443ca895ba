import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ProblemCode, ProblemError, problems } from '../../contract/api/problems.ts';
import { requestTimeoutMs } from '../limits.ts';
import { problemBody, problemMediaType } from './error-handler.ts';

/** The problem for an error code of Node.js: https://nodejs.org/api/http.html#event-clienterror */
const knownErrors: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  HPE_HEADER_OVERFLOW: ['headers_too_large', 'The path and headers together may have at most 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [
    'request_timeout',
    `Send the whole request within ${requestTimeoutMs / 1_000} seconds.`,
  ],
};

/**
 * Responds to bytes that are not HTTP, or never became a complete request. They reach no route, so the response is
 * written to the socket.
 */
export function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy(error);
    return;
  }
  const [code, detail] = knownErrors[error.code ?? ''] ?? [
    'invalid_request',
    'The request is not valid HTTP/1.1.',
  ];
  const { status } = problems[code];
  const requestId = randomUUID();
  const body = JSON.stringify(problemBody(new ProblemError(code, detail), requestId));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      `Content-Type: ${problemMediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      'X-Content-Type-Options: nosniff',
      `X-Request-Id: ${requestId}`,
      '',
      body,
    ].join('\r\n'),
  );
}
