/**
 * What other people wrote, made safe to show: control, direction and invisible characters are shown, not obeyed.
 * No package does this whole (strip-ansi and Node's own leave CR, BS, C1, direction marks and zero-width characters),
 * so these few lines are ours.
 */
import {shown, unseen} from '../../model/unseen.ts'

/** More than four marks on one letter draw over the lines above and below. */
const markFlood = /(\p{M}{4})(\p{M}+)/gu

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
