/** ical.js, set up once for what we write, and its jCal (RFC 7265) as plain types. */
import ICAL from 'ical.js'

// ical.js counts the blank of a continuation line on top of its limit: 74 keeps every line within 75 octets (RFC 5545 3.1).
ICAL.foldLength = 74

// Names that ical.js does not know, as RFC 7986 5 and the calendars that made up the X- names read them: escaped text.
const properties = ICAL.design.icalendar.property as Record<string, {defaultType: string}>
for (const name of [
  'name', 'color', 'x-wr-calname', 'x-wr-caldesc', 'x-wr-timezone', 'x-published-ttl', 'x-apple-calendar-color', 'x-microsoft-cdo-busystatus',
]) {
  properties[name] = {defaultType: 'text'}
}
// A link has its type spelled out, as Apple writes it and some readers look for it: without a default, ical.js leaves it in.
properties.url = {defaultType: 'unknown'}
// RFC 7986 6.3: FEATURE=VIDEO,AUDIO is two values. Not declared, its comma would put both in quotation marks, as one.
const parameters = ICAL.design.icalendar.param as Record<string, {multiValue?: string}>
parameters.feature = {multiValue: ','}

export {ICAL}

/** A property's value: text, a number, or a rule in parts. */
export type JcalValue = string | number | Readonly<Record<string, string | number | readonly (string | number)[]>>
/** By name in lower case; several values where a parameter can have them (FEATURE, MEMBER, DELEGATED-TO …). */
export type JcalParameters = Readonly<Record<string, string | readonly string[]>>
/** Name in lower case, parameters, type of the value, value; and more values where a property can have them (CATEGORIES, EXDATE …). */
export type JcalProperty = [name: string, parameters: JcalParameters, type: string, value: JcalValue, ...more: JcalValue[]]
/** Name in lower case, properties, components inside. */
export type JcalComponent = [name: string, properties: JcalProperty[], components: JcalComponent[]]

/** Reads iCalendar text. Throws an error of ical.js when it cannot. */
export function readIcal(text: string): JcalComponent {
  return ICAL.parse(text) as unknown as JcalComponent
}

/** Writes a component with CRLF at every line's end, the last one too. */
export function writeIcal(component: JcalComponent): string {
  return ICAL.stringify(component as unknown as Parameters<typeof ICAL.stringify>[0])
}
