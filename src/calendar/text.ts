/** The border between people's words and a calendar file: what comes out of here holds nothing that a reader could obey. */
import {shown, unseen} from '../model/unseen.ts'

const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/g
// All of C0 but tab and newline, DEL, and C1: RFC 5545 3.1 allows none of the first two, and no reader needs the last.
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g
const loneSurrogates = /\p{Surrogate}/gu

/**
 * Text of several lines made safe: every kind of line break is a newline (some readers break lines at NEL, U+2028 and U+2029),
 * other control characters are gone, half a character is U+FFFD, what turns direction or has no shape is shown (`\u{202e}`), and
 * nothing but words stands at either end.
 */
export function cleanText(text: string): string {
  return text.replace(lineBreaks, '\n').replace(controls, '').replace(loneSurrogates, '\uFFFD').replace(unseen, (character) => (character === '\t' ? character : shown(character))).trim()
}

/** Text for one line made safe: as cleanText, and line breaks and tabs are spaces. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/[\n\t]+/g, ' ')
}

/** Text for one value among others (a category, a name), as cleanLine and without a backslash, which many readers take for an escape also where none can be. */
export function cleanWord(text: string): string {
  return cleanLine(text).replaceAll('\\', '/')
}

/** The beginning of a text, of at most so many characters; dots stand for the rest. */
export function shortened(text: string, most = 40): string {
  const letters = Array.from(text.slice(0, most * 4))
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('')
}

/** A web address in plain ASCII (WHATWG URL), or undefined when it is no http or https address. */
export function cleanLink(text: string): string | undefined {
  const line = cleanLine(text)
  if (!/^https?:\/\//i.test(line) || !URL.canParse(line)) return undefined
  return new URL(line).href
}

const localPart = /^[A-Za-z0-9_+][A-Za-z0-9_+.'*$&=~-]{0,63}$/
const domain = /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/

/**
 * Whether a text is one mail address that can stand anywhere as it is: `local@domain` in ASCII, without quotes, commas, controls or
 * blanks. Stricter than what a member's page takes: no `?`, `#`, `%` and `/`, which mean something in `mailto:` (RFC 6068 2), none of
 * the old routes of mail (`!`, `%`), and no `-` in front, which a program could take for an option.
 */
export function isPlainAddress(text: string): boolean {
  const [local = '', host = '', ...more] = text.split('@')
  return more.length === 0 && localPart.test(local) && !local.endsWith('.') && !local.includes('..') && domain.test(host) && text.length <= 254
}
