import { ScimError } from './error.ts';

/** The entity tag of a resource (RFC 7644 §3.14). It is weak: attributes can be left out of a response. */
export function entityTag(version: number): string {
  return `W/"${version}"`;
}

/** Whether a header such as `If-None-Match` names the version. */
export function namesVersion(header: string | undefined, version: number): boolean {
  return tagsIn(header).some((tag) => tag === '*' || tag === String(version));
}

/**
 * Returns the versions that `If-Match` demands, of which the resource must have one; `undefined` if any will do. Throws a
 * `ScimError` (412) if this service has given none of the tags.
 */
export function demandedVersions(header: string | undefined): readonly number[] | undefined {
  const tags = tagsIn(header);
  if (tags.length === 0 || tags.includes('*')) return undefined;
  const versions = tags.filter((tag) => /^\d{1,15}$/.test(tag));
  if (versions.length === 0) throw versionMismatch();
  return versions.map(Number);
}

export function versionMismatch(): ScimError {
  return new ScimError(
    412,
    'The resource has changed since that version. Read it again, then repeat the change.',
  );
}

/** Clients send tags weak, strong or bare. */
function tagsIn(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((tag) =>
      tag
        .trim()
        .replace(/^W\//, '')
        .replace(/^"(.*)"$/, '$1'),
    )
    .filter((tag) => tag !== '');
}
