/**
 * Returns what is wrong with an ID that a spreadsheet has taken for a number and shortened, such as `1.23457E+11`: digits are
 * missing, and two people can have the same text.
 */
export function findShortenedId(text: string | undefined): string | undefined {
  if (text === undefined || !/^\d(?:[.,]\d+)?E\+\d{2,}$/i.test(text)) return undefined;
  return 'is a number that a spreadsheet has shortened. Format the column there as text, check its values, and export the file again';
}
