/** What of a keyboard event decides whether Enter sends. */
export interface KeyLike {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** Safari ends a composition before it reports the Enter that ended it, with this code. */
const COMPOSING = 229;

/**
 * Whether a key press sends the message: Enter, but neither Shift+Enter (a new line) nor an Enter
 * that only chooses a word in an input method, as one does all the time in Chinese.
 */
export function sends(event: KeyLike): boolean {
  if (event.key !== "Enter" || event.shiftKey || event.altKey) return false;
  return !event.isComposing && event.keyCode !== COMPOSING;
}
