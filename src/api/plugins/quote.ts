const unsafeCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A caller's text as it may be repeated to them: short, and with no character that could make a log or screen lie. */
export function quote(text: string): string {
  const safe = text.slice(0, 60).replaceAll(unsafeCharacters, '\u{FFFD}');
  return text.length > 60 ? `${safe}…` : safe;
}
