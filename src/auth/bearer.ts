/** The token of `Authorization: Bearer <token>`: https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

/** The header `WWW-Authenticate` of a 401 or 403: https://www.rfc-editor.org/rfc/rfc6750#section-3 */
export function challenge(error?: 'invalid_token' | 'insufficient_scope', scope?: string): string {
  const parameters = [
    'realm="onboarding"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ];
  return `Bearer ${parameters.join(', ')}`;
}
