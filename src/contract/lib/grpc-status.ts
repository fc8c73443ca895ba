/** The status codes of gRPC that this service reacts to: https://grpc.io/docs/guides/status-codes/ */
export const grpcStatus = {
  cancelled: 1,
  deadlineExceeded: 4,
  notFound: 5,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unavailable: 14,
} as const;
