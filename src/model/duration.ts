/**
 * How long a gathering lasts. Days are days of the calendar (a day on which clocks change has 23 or 25 hours), minutes
 * are exact: RFC 5545 3.3.6, nominal and exact durations.
 */
export interface Duration {
  readonly days: number
  readonly minutes: number
}

/** The longest that can be said: a year of days. */
const mostDays = 366

const minutesIn: Readonly<Record<string, number>> = {m: 1, min: 1, mins: 1, minute: 1, minutes: 1, h: 60, hr: 60, hrs: 60, hour: 60, hours: 60}
const daysIn: Readonly<Record<string, number>> = {d: 1, day: 1, days: 1, w: 7, week: 7, weeks: 7}

/**
 * Reads `2h`, `PT2H`, `1h 30m`, `1h30`, `90 min`, `1.5 hours`, `an hour`, `3 days`, `1 week`, `1 day and 2 hours`; each unit once.
 * Undefined for anything else, for nothing at all, and for more than a year.
 */
export function readDuration(text: string): Duration | undefined {
  const length = readAhead(text)
  return length !== undefined && length.days + length.minutes > 0 ? length : undefined
}

/** How long before something: the same lengths, and `0m`, which is right at its start. */
export function readAhead(text: string): Duration | undefined {
  const length = measured(text)
  return length === undefined || daysOf(length) > mostDays ? undefined : length
}

/** Whether a text is a length of time, but of more than a year (366 days), which is nowhere taken. */
export function isOverYear(text: string): boolean {
  const length = measured(text)
  return length !== undefined && daysOf(length) > mostDays
}

function daysOf({days, minutes}: Duration): number {
  return days + minutes / 1440
}

/** A length of any size; undefined for what is none. */
function measured(text: string): Duration | undefined {
  const words = isoWords(text).trim().toLowerCase()
    .replace(/^(\d{1,3}\s*h)\s*(\d{1,2})$/, '$1 $2m')
    .replace(/\bhalf an hour\b/g, '30 minutes')
    .replace(/\b(an?|one)\s+(?=[a-z])/g, '1 ')
  let [days, minutes] = [0, 0]
  const seen = new Set<number>()
  let rest = words
  while (rest !== '') {
    const part = /^(\d{1,6}(?:\.\d{1,2})?)\s*([a-z]+)(?:\s*(?:,|and\b)\s*(?=\d)|\s+|(?=\d)|$)/.exec(rest)
    if (part === null) return undefined
    const [all, amount = '', unit = ''] = part
    const size = own(minutesIn, unit) ?? -(own(daysIn, unit) ?? 0)
    if (size === 0 || seen.has(size)) return undefined
    seen.add(size)
    if (size > 0) minutes += Number(amount) * size
    else days += Number(amount) * -size
    rest = rest.slice(all.length)
  }
  return seen.size > 0 && Number.isInteger(days) && Number.isInteger(minutes) ? {days, minutes} : undefined
}

/** `P3D`, `PT1H30M` (RFC 5545 3.3.6) in the words of the others. */
function isoWords(text: string): string {
  const iso = /^\s*P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?)\s*$/i.exec(text)
  if (iso === null) return text
  return ['w', 'd', 'h', 'm'].flatMap((unit, index) => (iso[index + 1] === undefined ? [] : [`${iso[index + 1]}${unit}`])).join(' ')
}

function own(table: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** Whether two lengths are one, in whatever words: `2h` and `120 min`. */
export function sameLength(a: string | undefined, b: string | undefined): boolean {
  const [first, second] = [a, b].map((text) => (text === undefined ? undefined : readDuration(text)))
  return a === b || (first !== undefined && first.days === second?.days && first.minutes === second.minutes)
}
