/** What is the same in all lines of a text: its line ends, and what stands before the first and after the last. */

/** A text without its byte order mark, with a line feed at the end, CR LF as LF where all its lines end so; and how it was. */
export interface Formed {
  readonly body: string
  readonly form: Form
}

export interface Form {
  readonly mark: boolean
  /** `mixed`: some lines end in CR LF and some in LF; then the body has them as they are. */
  readonly ends: 'lf' | 'crlf' | 'mixed'
  /** A line break stands at the end. */
  readonly closed: boolean
}

const usual: Form = {mark: false, ends: 'lf', closed: true}

/** A text and its form. `raw`: line ends stay in the body whatever they are. */
export function formed(text: string, raw = false): Formed {
  const mark = text.startsWith('\u{FEFF}')
  const whole = mark ? text.slice(1) : text
  const windows = whole.includes('\r\n')
  const ends = !windows ? 'lf' : raw || /(?:^|[^\r])\n/.test(whole) ? 'mixed' : 'crlf'
  const closed = whole.endsWith('\n')
  const body = ends === 'crlf' ? whole.replaceAll('\r\n', '\n') : whole
  return {body: closed ? body : `${body}\n`, form: {mark, ends, closed}}
}

/** The three texts in their forms; with their line ends when one of them mixes these. */
export function allFormed(texts: {readonly base: string | undefined; readonly one: string; readonly other: string}): {base: Formed | undefined; one: Formed; other: Formed} {
  const read = (raw: boolean) => ({base: texts.base === undefined ? undefined : formed(texts.base, raw), one: formed(texts.one, raw), other: formed(texts.other, raw)})
  const plain = read(false)
  return [plain.base, plain.one, plain.other].some((text) => text?.form.ends === 'mixed') ? read(true) : plain
}

/** The form that one side changed, or both alike; what is usual where there is no telling. */
export function mergedForm(base: Form | undefined, one: Form, other: Form): Form {
  const settled = <T>(was: T | undefined, is: T, too: T, else_: T): T => (is === too ? is : was === is ? too : was === too ? is : else_)
  return {
    mark: settled(base?.mark, one.mark, other.mark, usual.mark),
    ends: settled(base?.ends, one.ends, other.ends, usual.ends),
    closed: settled(base?.closed, one.closed, other.closed, usual.closed),
  }
}

/** A body as text of a form. */
export function inForm(body: string, {mark, ends, closed}: Form): string {
  const end = closed ? body : body.replace(/\r?\n$/, '')
  return (mark ? '\u{FEFF}' : '') + (ends === 'crlf' ? end.replaceAll('\n', '\r\n') : end)
}
