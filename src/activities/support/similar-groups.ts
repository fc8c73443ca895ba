import type { Group } from '../../vultr/types.ts';

/** Warns about the name of a group that would be created although it was probably meant to be another one. */
export type WarnAboutGroup = (name: string) => string[];

/**
 * Creates a function that warns if no active group has exactly a name, but others differ from it only by letter case,
 * spaces or characters that cannot be seen: those that exist, and those that the other hires of a plan name.
 */
export function createGroupWarnings(
  groups: readonly Group[],
  planned: readonly string[] = [],
): WarnAboutGroup {
  const active = new Set(groups.filter(({ deleted }) => !deleted).map(({ name }) => name));
  const existing = Map.groupBy(active, similarityKey);
  const alsoPlanned = Map.groupBy(new Set(planned), similarityKey);
  return (name) => {
    if (active.has(name)) return [];
    const key = similarityKey(name);
    const exist = existing.get(key) ?? [];
    const others = (alsoPlanned.get(key) ?? []).filter((other) => other !== name && !active.has(other));
    return [
      ...(exist.length > 0
        ? [`No group is named "${name}", so one is created. ${quoted(exist)} exists and was probably meant.`]
        : []),
      ...(others.length > 0
        ? [`The group "${name}" would be another one than ${quoted(others)}, which other items name.`]
        : []),
    ];
  };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(' or ');
}

/** Equal for two names that a reader would take for the same. */
function similarityKey(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/[\u200c\u200d]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');
}
