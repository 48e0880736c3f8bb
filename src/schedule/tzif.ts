/** The system's own zone data: what a TZif file (RFC 9636) says of a zone's offsets. Pure: it takes the bytes of the file. */
import {dayFrom, daysInMonth, isLeapYear, numberOf, partsOf, weekday} from '../model/day.ts'

/** How far a zone's clocks are ahead of UTC at an instant (milliseconds since 1970), in seconds. */
export type OffsetAt = (ms: number) => number

const secondsOfDay = 86_400

/** Reads a TZif file; undefined when the bytes are none, or of the first version, which ends in 2038. */
export function readTzif(bytes: Uint8Array): OffsetAt | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 44 || text(bytes, 0, 4) !== 'TZif' || view.getUint8(4) < 0x32) return undefined
  try {
    return readBody(bytes, view, 44 + blockLength(view, 0, 4))
  } catch (error) {
    // A file that ends too early.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** The length of a block of data after its header at `at`; transition times have `width` bytes. (RFC 9636 3.2) */
function blockLength(view: DataView, at: number, width: number): number {
  const {utc, standard, leaps, times, types, letters} = countsAt(view, at)
  return times * width + times + types * 6 + letters + leaps * (width + 4) + standard + utc
}

function countsAt(view: DataView, at: number): Record<'utc' | 'standard' | 'leaps' | 'times' | 'types' | 'letters', number> {
  const count = (index: number): number => view.getUint32(at + 20 + index * 4)
  return {utc: count(0), standard: count(1), leaps: count(2), times: count(3), types: count(4), letters: count(5)}
}

function readBody(bytes: Uint8Array, view: DataView, header: number): OffsetAt | undefined {
  if (text(bytes, header, 4) !== 'TZif') return undefined
  const {times, types} = countsAt(view, header)
  const at = header + 44
  const instants = Array.from({length: times}, (_, index) => Number(view.getBigInt64(at + index * 8)))
  const kinds = Array.from({length: times}, (_, index) => view.getUint8(at + times * 8 + index))
  const offsets = Array.from({length: types}, (_, index) => view.getInt32(at + times * 9 + index * 6))
  const rule = readRule(text(bytes, header + 44 + blockLength(view, header, 8) + 1, 200).split('\n')[0] ?? '')
  return (ms) => {
    const seconds = Math.floor(ms / 1000)
    if (instants.length === 0 || seconds < instants[0]!) return instants.length === 0 && rule !== undefined ? rule(seconds) : (offsets[0] ?? 0)
    if (seconds >= instants.at(-1)! && rule !== undefined) return rule(seconds)
    return offsets[kinds[lastAtOrBefore(instants, seconds)]!] ?? 0
  }
}

function lastAtOrBefore(instants: readonly number[], seconds: number): number {
  let [low, high] = [0, instants.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (instants[middle]! <= seconds) low = middle
    else high = middle - 1
  }
  return low
}

function text(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length))
}

/** Seconds since 1970 → seconds ahead of UTC, by the rule at the end of the file. */
type Rule = (seconds: number) => number

const name = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)'
const time = '[+-]?\\d{1,3}(?::\\d{2}(?::\\d{2})?)?'
const date = `(?:M\\d{1,2}\\.\\d\\.\\d|J?\\d{1,3})(?:/${time})?`
const pattern = new RegExp(`^${name}(${time})(?:${name}(${time})?,(${date}),(${date}))?$`)

/** Reads a rule such as `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX TZ, with the hours of RFC 9636 3.3.2); undefined when it is none. */
function readRule(words: string): Rule | undefined {
  const found = pattern.exec(words)
  if (found === null) return undefined
  const [, standardText = '', summerText, start, end] = found
  const standard = 0 - secondsIn(standardText)
  if (start === undefined || end === undefined) return () => standard
  const summer = summerText === undefined ? standard + 3600 : -secondsIn(summerText)
  return (seconds) => {
    const year = partsOf(dayFrom(Math.floor((seconds + standard) / secondsOfDay))).year
    const begins = changeIn(year, start) - standard
    const ends = changeIn(year, end) - summer
    const isSummer = begins < ends ? seconds >= begins && seconds < ends : seconds >= begins || seconds < ends
    return isSummer ? summer : standard
  }
}

/** `-1`, `3:30`, `+24:00:00` as seconds. */
function secondsIn(words: string): number {
  const [hours = '0', minutes = '0', seconds = '0'] = words.replace(/^[+-]/, '').split(':')
  return (words.startsWith('-') ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

/** When a rule's change comes in a year: wall-clock seconds since 1970 on the clock before the change. */
function changeIn(year: number, words: string): number {
  const [day = '', at = '2'] = words.split('/')
  return dayOf(year, day) * secondsOfDay + secondsIn(at)
}

function dayOf(year: number, words: string): number {
  const first = numberOf(year, 1, 1)
  // Counted from 1, and never 29 February.
  if (words.startsWith('J')) return first + Number(words.slice(1)) - 1 + (isLeapYear(year) && Number(words.slice(1)) >= 60 ? 1 : 0)
  if (!words.startsWith('M')) return first + Number(words)
  const [month = 1, week = 1, day = 0] = words.slice(1).split('.').map(Number)
  const begins = numberOf(year, month, 1)
  // Sunday is 0 there, and Monday here.
  const found = begins + ((((day + 6) % 7) - weekday(dayFrom(begins)) + 7) % 7) + (week - 1) * 7
  return found < begins + daysInMonth(year, month) ? found : found - 7
}
