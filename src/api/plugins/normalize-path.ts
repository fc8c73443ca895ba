/**
 * Spells the path of a request as the routes do: `%3A` as the colon that some clients encode, and no slash at the end.
 * The query string is left alone.
 */
export function normalizePath({ url = '/' }: { readonly url?: string | undefined }): string {
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  const normalized = path.replaceAll(/%3a/gi, ':').replace(/(?<!^)(?<!\/)\/+$/, '');
  return `${normalized}${queryAt < 0 ? '' : url.slice(queryAt)}`;
}
