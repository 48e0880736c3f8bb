/**
 * What other people wrote, made safe to show: control, direction and invisible characters are shown, not obeyed.
 * No package does this whole (strip-ansi and Node's own leave CR, BS, C1, direction marks and zero-width characters),
 * so these few lines are ours.
 */

/**
 * Controls (C0, DEL, C1), direction marks and overrides, zero-width and other characters without a shape of their
 * own, tags, variation selectors that carry no emoji, separators of lines and paragraphs, lone surrogates.
 * ZWJ and ZWNJ (U+200C, U+200D) stay: scripts and emoji need them.
 */
const unseen = new RegExp(
  [
    '[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f]', // controls, but for the line feed
    '[\\u00ad\\u061c\\u115f\\u1160\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb]',
    '\\u034f|\\u17b4|\\u17b5|[\\u180b-\\u180d]|\\u180f|[\\ufe00-\\ufe0d]', // marks without a shape
    '[\\u{1bca0}-\\u{1bca3}]|[\\u{1d173}-\\u{1d17a}]|[\\u{e0000}-\\u{e0fff}]',
    '\\p{Cs}',
  ].join('|'),
  'gu',
)

/** More than four marks on one letter draw over the lines above and below. */
const markFlood = /(\p{M}{4})(\p{M}+)/gu

function shown(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}

/** Text of several lines: line feeds stay, all else unseen becomes visible (`\u{1b}`). A CR before a LF is dropped. */
export function safeLines(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(unseen, shown)
    .replace(markFlood, (_, kept: string, flood: string) => kept + Array.from(flood, shown).join(''))
}

/** Text for one line: as `safeLines`, and line feeds become spaces. */
export function safe(text: string): string {
  return safeLines(text).replace(/\n+/g, (feeds, at: number, whole: string) => (at + feeds.length === whole.length ? '' : ' '))
}

/** JSON in which every unseen character is escaped, so that it is the same data and harmless to look at. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(unseen, (character) =>
    Array.from({length: character.length}, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''),
  )
}
