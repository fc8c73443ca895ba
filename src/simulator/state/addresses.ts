/** The form in which two spellings of an address are the same: letter case does not count. */
export function comparable(email: string): string {
  return email.trim().toLowerCase();
}

/** "jane.doe@example.com" → "Jane Doe": a name for somebody who gave none. */
export function nameFrom(email: string): string {
  const words = email.slice(0, email.indexOf('@')).split(/[._+-]+/);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}
