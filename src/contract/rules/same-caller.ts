/**
 * Whether two names of callers, as flows keep them, mean the same key or person. People can change the name under which
 * their identity provider shows them; what identifies them stands in parentheses after it.
 */
export function isSameCaller(one: string, other: string): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf(name: string): string {
  const subject = /^person:(?:.* \((?<inParentheses>.*)\)|(?<alone>.*))$/s.exec(name)?.groups;
  if (subject === undefined) return name;
  return `person:${subject['inParentheses'] ?? subject['alone'] ?? ''}`;
}
