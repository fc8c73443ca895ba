/** The text with a full stop, unless it ends with punctuation of its own. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** `: reason` to append to a statement; empty without a reason. */
export function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}
