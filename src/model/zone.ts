/** Names of time zones. What a zone's clocks do is src/schedule/instant.ts; here it is only names. */
import {nearest} from './nearest.ts'

/** Asked once and only when a zone other than UTC is met: it costs a millisecond. */
let canonical: ReadonlyMap<string, string> | undefined

/** The zones that the runtime lists, by their name in lower case. Names that IANA renamed are not among them. */
function listed(): ReadonlyMap<string, string> {
  canonical ??= new Map(Intl.supportedValuesOf('timeZone').map((name) => [name.toLowerCase(), name]))
  return canonical
}

/** How IANA writes names: `Europe/Stockholm`, `America/Port-au-Prince`, `Africa/Dar_es_Salaam`, `Etc/GMT+3`. */
const shape = /^[A-Z][A-Za-z]*(\/[A-Z][A-Za-z]*([_-](of|es|au|[A-Z][A-Za-z]*))*([+-]?\d{1,2})?){1,2}$/

/**
 * Whether it is an IANA name with its own capitals (`Europe/Stockholm`), or `UTC`. Short names without a place
 * (`CET`, `EST`, `Japan`) are refused: most of them are kept for old programs only, and people mean different things by them.
 */
export function isZone(name: string): boolean {
  if (name === 'UTC') return true
  const known = listed().get(name.toLowerCase())
  if (known !== undefined) return known === name && name.includes('/')
  return shape.test(name) && isKnown(name)
}

/** Whether the runtime knows the name, in whatever capitals: also names that IANA keeps as links, `Europe/Kyiv`. */
function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', {timeZone: name}) instanceof Intl.DateTimeFormat
  } catch {
    return false
  }
}

/** What people write for a zone, and the zone they mean when there is hardly a doubt. */
const spoken: Readonly<Record<string, string>> = {
  'utc': 'UTC', 'z': 'UTC', 'zulu': 'UTC', 'gmt': 'UTC', 'etc/utc': 'UTC', 'universal': 'UTC',
  'pt': 'America/Los_Angeles', 'pst': 'America/Los_Angeles', 'pdt': 'America/Los_Angeles', 'pacific': 'America/Los_Angeles', 'pacific_time': 'America/Los_Angeles',
  'mt': 'America/Denver', 'mst': 'America/Denver', 'mdt': 'America/Denver', 'mountain': 'America/Denver', 'mountain_time': 'America/Denver',
  'ct': 'America/Chicago', 'cdt': 'America/Chicago', 'central_time': 'America/Chicago',
  'et': 'America/New_York', 'est': 'America/New_York', 'edt': 'America/New_York', 'eastern': 'America/New_York', 'eastern_time': 'America/New_York',
  'wet': 'Europe/Lisbon', 'west': 'Europe/Lisbon', 'uk': 'Europe/London', 'england': 'Europe/London', 'gb': 'Europe/London',
  'cet': 'Europe/Berlin', 'cest': 'Europe/Berlin', 'met': 'Europe/Berlin', 'central_european_time': 'Europe/Berlin', 'germany': 'Europe/Berlin',
  'eet': 'Europe/Helsinki', 'eest': 'Europe/Helsinki', 'msk': 'Europe/Moscow', 'poland': 'Europe/Warsaw', 'sweden': 'Europe/Stockholm',
  'france': 'Europe/Paris', 'spain': 'Europe/Madrid', 'italy': 'Europe/Rome', 'norway': 'Europe/Oslo', 'denmark': 'Europe/Copenhagen',
  'finland': 'Europe/Helsinki', 'ireland': 'Europe/Dublin', 'netherlands': 'Europe/Amsterdam', 'switzerland': 'Europe/Zurich',
  'india': 'Asia/Kolkata', 'japan': 'Asia/Tokyo', 'jst': 'Asia/Tokyo', 'kst': 'Asia/Seoul', 'korea': 'Asia/Seoul', 'singapore': 'Asia/Singapore',
  'aest': 'Australia/Sydney', 'aedt': 'Australia/Sydney', 'nzst': 'Pacific/Auckland', 'nzdt': 'Pacific/Auckland', 'new_zealand': 'Pacific/Auckland',
}

/**
 * The zone that a text most likely means: a slip in capitals (`europe/stockholm`), a city (`stockholm`, `New York`), an
 * abbreviation (`PT`), a typo (`Europe/Stokholm`). Undefined when nothing is near.
 */
export function zoneMeant(text: string): string | undefined {
  const plain = text.replace(/\s*\(.*\)\s*$/, '').trim().replace(/[\s_]+/g, '_').toLowerCase()
  if (plain === '') return undefined
  if (Object.hasOwn(spoken, plain)) return spoken[plain]
  const known = listed().get(plain)
  if (known?.includes('/')) return known
  const names = [...listed().values()].filter((name) => name.includes('/'))
  const cased = plain.replace(/(^|[/_-])([a-z])/g, (start: string) => start.toUpperCase()).replace(/([_-])(Of|Es|Au)(?=[_-])/g, (word: string) => word.toLowerCase())
  if (isZone(cased)) return cased
  const city = names.find((name) => cityOf(name) === plain)
  if (city !== undefined) return city
  // Names that IANA has by now and this runtime lists by an older one: `Kolkata`, `Kyiv`.
  const newer = ['Asia', 'Europe', 'America', 'Africa', 'Pacific', 'Atlantic', 'Australia', 'Indian'].map((region) => `${region}/${cased}`).find(isZone)
  if (newer !== undefined) return newer
  if (plain.length < 4) return undefined
  const near = plain.includes('/') ? nearest(plain, names) : nearest(plain, names.map(cityOf))
  return near === undefined || plain.includes('/') ? near : names.find((name) => cityOf(name) === near)
}

/** `america/new_york` without what stands before the last slash, in lower case. */
function cityOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).toLowerCase()
}
