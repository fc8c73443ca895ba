/** Returns the form in which two spellings of an email are equal: letter case does not count. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Makes a name for a person who has not given one: "jane.doe@example.com" becomes "Jane Doe". */
export function nameFromEmail(email: string): string {
  const words = email.slice(0, email.indexOf('@')).split(/[._+-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
