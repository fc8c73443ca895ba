/** Why no Temporal server can be had, in words for the person who started the program: show the message, no stack. */
export class DevServerError extends Error {
  override readonly name = 'DevServerError';
}
