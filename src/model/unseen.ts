/**
 * Controls (C0, DEL, C1), direction marks and overrides, zero-width and other characters without a shape of their
 * own, tags, variation selectors that carry no emoji, separators of lines and paragraphs, lone surrogates.
 * ZWJ and ZWNJ (U+200C, U+200D) stay: scripts and emoji need them.
 */
export const unseen = new RegExp(
  [
    '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]', // controls, but for the line feed
    '[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb]',
    '\\u034f|\\u17b4|\\u17b5|[\\u180b-\\u180d]|\\u180f|[\\ufe00-\\ufe0d]', // marks without a shape
    '[\\u{1bca0}-\\u{1bca3}]|[\\u{1d173}-\\u{1d17a}]|[\\u{e0000}-\\u{e0fff}]',
    '\\p{Cs}',
  ].join('|'),
  'gu',
)

/** An unseen character as text: `\u{1b}`. */
export function shown(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}
