/** Whether a request with this method only reads. */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
