/** What a line of an .ics file says, by ical.js: texts, dates and times, lengths. */
import {isDay} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {isTime} from '../../model/when.ts'
import type {When} from '../../model/when.ts'
import {ICAL} from '../ical.ts'
import type {RawComponent, RawProperty} from './lines.ts'

/** A day or a time as the file has it: in UTC, in a zone of the file's, or in none. */
export interface Moment extends When {
  readonly day: Day
  readonly time?: string
  readonly utc: boolean
  readonly tzid?: string
  /** It has a part of a minute, which is not kept. */
  readonly seconds: boolean
}

/** A value of RDATE: a moment, and its own end or length where it is a period. */
export interface Extra {
  readonly start: Moment
  readonly end?: Moment
  readonly duration?: string
}

/** As ical.js takes a line apart: name, parameters, type, values. */
interface Parts {
  readonly parameters: Readonly<Record<string, string | readonly string[]>>
  readonly type: string
  readonly values: readonly unknown[]
}

/** No text that a circle keeps is longer; ical.js need not look at all of a hostile one. */
const longest = 20_000
const longestOfDates = 200_000

/** A line in parts; undefined when it is none that ical.js can read. */
function partsOf({text}: RawProperty, most = longest): Parts | undefined {
  try {
    const [, parameters, type, ...values] = ICAL.parse.property(text.slice(0, most)) as unknown as [string, Record<string, string>, string, ...unknown[]]
    return {parameters, type, values}
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

/** The first property of that name. */
export function first(component: RawComponent, name: string): RawProperty | undefined {
  return component.properties.find((property) => property.name === name)
}

/** All properties of that name. */
export function all(component: RawComponent, name: string): readonly RawProperty[] {
  return component.properties.filter((property) => property.name === name)
}

/** The text of a property, without escapes; undefined when it has none. */
export function text(property: RawProperty | undefined): string | undefined {
  const value = property === undefined ? undefined : partsOf(property)?.values[0]
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

/** A parameter of a property, as it is written. */
export function parameter(property: RawProperty, name: string): string | undefined {
  const value = partsOf(property)?.parameters[name]
  return typeof value === 'string' ? value : undefined
}

/** What stands behind the first colon outside of quotes, as it is written; nothing where there is no property. */
export function raw(property: RawProperty | undefined): string {
  const line = property?.text ?? ''
  return /^(?:[^":]|"[^"]*")*:(.*)$/s.exec(line.slice(0, longest))?.[1]?.trim() ?? ''
}

/** The moments of a property (DTSTART, EXDATE …); undefined when one of them is no moment of the years 1900 to 2199. */
export function moments(property: RawProperty): readonly Moment[] | undefined {
  const parts = partsOf(property, longestOfDates)
  if (parts === undefined || property.text.length > longestOfDates) return undefined
  const read = parts.values.map((value) => (typeof value === 'string' ? momentOf(value, parts) : undefined))
  return read.every((moment) => moment !== undefined) ? read : undefined
}

/** The values of an RDATE; undefined when one of them cannot be read. */
export function extras(property: RawProperty): readonly Extra[] | undefined {
  const parts = partsOf(property, longestOfDates)
  if (parts === undefined || property.text.length > longestOfDates) return undefined
  const read = parts.values.map((value): Extra | undefined => {
    if (!Array.isArray(value)) {
      const start = typeof value === 'string' ? momentOf(value, parts) : undefined
      return start === undefined ? undefined : {start}
    }
    const [from, to] = value.map(String)
    const start = momentOf(from ?? '', parts)
    if (start === undefined) return undefined
    if (to?.startsWith('P') === true) return {start, duration: to}
    const end = momentOf(to ?? '', parts)
    return end === undefined ? undefined : {start, end}
  })
  return read.every((extra) => extra !== undefined) ? read : undefined
}

function momentOf(value: string, {parameters}: Parts): Moment | undefined {
  // A day without VALUE=DATE, as some programs write it, comes out of ical.js with an empty time.
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}):(\d{2}):(\d{2})?(Z)?)?$/.exec(value.replace(/T::$/, ''))
  if (found === null) return undefined
  const [, day = '', hour, minute, second = '00', zulu] = found
  if (!isDay(day)) return undefined
  if (hour === undefined) return {day, utc: false, seconds: false}
  const time = `${hour}:${minute}`
  if (!isTime(time) || Number(second) > 60) return undefined
  const {tzid} = parameters
  const named = zulu === undefined && typeof tzid === 'string' && tzid.trim() !== '' ? {tzid: tzid.trim()} : {}
  return {day, time, utc: zulu !== undefined, ...named, seconds: second !== '00'}
}

/** A length as RFC 5545 3.3.6 has it, in days of the calendar and minutes; undefined for none, a negative one, and what is no length. */
export function lengthOf(value: string): {days: number; minutes: number; seconds: boolean} | undefined {
  const found = /^\+?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/.exec(value.trim().toUpperCase())
  if (found === null || value.length < 3) return undefined
  const [weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number, number]
  return {days: weeks * 7 + days, minutes: hours * 60 + minutes + Math.floor(seconds / 60), seconds: seconds % 60 !== 0}
}
