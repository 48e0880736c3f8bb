/** An event that recurs: whether every calendar makes the same of it, and its RRULE and EXDATE (RFC 5545 3.8.5). */
import {readRule} from '../model/rrule.ts'
import type {When} from '../model/when.ts'
import {resolveWall, wallMs, wallOf} from '../schedule/instant.ts'
import type {CalendarEvent, Recurs} from './event.ts'
import {ICAL} from './ical.ts'
import type {JcalParameters, JcalProperty, JcalValue} from './ical.ts'
import {endlessObservances, firstTrustedYear} from './vtimezone.ts'

type Recurring = CalendarEvent & {readonly recurs: Recurs}

/** The part of ical.js that reads and writes rules. */
const rules = (ICAL.design.icalendar.value as unknown as {recur: {fromICAL(text: string): JcalValue; toICAL(rule: JcalValue): string}}).recur

/**
 * Why an event cannot recur in one entry that all calendars read alike, as a clause that follows its name; undefined when it can, or
 * does not recur. `seriesOf` can ask this before it makes one; `calendarText` refuses what is made nevertheless.
 */
export function whyNoSeries(event: CalendarEvent): string | undefined {
  if (!recurring(event)) return undefined
  const {recurs, timezone, allDay} = event
  if (!isRule(recurs.rule)) return `"${recurs.rule.slice(0, 80)}" is not a rule as calendars write it`
  const times = whyTimes(event)
  if (times !== undefined) return times
  if (allDay || isUtc(timezone)) return undefined
  if (event.startMs < Date.UTC(firstTrustedYear, 0, 1)) return `it began before calendars knew the clocks of ${timezone}`
  const clocks = whyClocks(event)
  if (clocks !== undefined) return clocks
  const endless = recurs.lastEndMs === undefined && endlessObservances(timezone, event.startMs, recurs.checkedTo) === undefined
  return endless ? `it never ends, and the clocks of ${timezone} follow no yearly rules` : undefined
}

/** Whether a zone is UTC under any of its names; calendars have a form of their own for it. */
export function isUtc(zone: string): boolean {
  return /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich|GMT[+-]?0)$/.test(zone)
}

function recurring(event: CalendarEvent): event is Recurring {
  return event.recurs !== undefined
}

/** Whether it is a rule, and written in the one way in which it comes back from reading: no blanks, nothing unknown. */
function isRule(rule: string): boolean {
  if (!/^[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*$/.test(rule) || 'problem' in readRule(rule)) return false
  return rules.toICAL(rules.fromICAL(rule)) === rule
}

/** What is wrong with the list of starts, or of exceptions. */
function whyTimes({recurs, start, startMs, allDay, timezone}: Recurring): string | undefined {
  const {rule, starts, except, checkedTo, lastEndMs} = recurs
  if (![...starts, checkedTo, lastEndMs ?? checkedTo].every(Number.isInteger)) return 'it recurs at a time that is none'
  if (starts.length === 0) return 'it recurs at no time at all'
  if (!starts.every((ms, index) => ms > (starts[index - 1] ?? startMs - 1) && ms < checkedTo)) return 'its times are not in order'
  if (lastEndMs !== undefined && (lastEndMs < starts.at(-1)! || !/;(UNTIL|COUNT)=/.test(rule))) return 'it ends at another time than its rule does'
  const hour = allDay ? undefined : start.time
  if (!except.every((when) => when.time === hour)) return 'an exception is at another time of day than its start'
  if (new Set(except.map(({day}) => day)).size !== except.length) return 'it has an exception twice'
  const other = starts.find((ms) => wallOf(timezone, ms).time !== (hour ?? wallOf(timezone, resolveWall(timezone, wallOf(timezone, ms).day, '00:00').ms).time))
  return other === undefined ? undefined : `it does not always start at the same time of day (${wallOf(timezone, other).day})`
}

/** Where the clocks change while it is on, calendars part: some keep its length, some the hour at which it ends. */
function whyClocks({recurs, timezone, startMs, endMs}: Recurring): string | undefined {
  for (const ms of [startMs, ...recurs.starts]) {
    const {day, time} = wallOf(timezone, ms)
    const [from, to] = [resolveWall(timezone, day, time), wallOf(timezone, ms + endMs - startMs)]
    const end = resolveWall(timezone, to.day, to.time)
    if (from.kind !== 'ok' || end.kind !== 'ok') return `the clocks of ${timezone} skip or repeat its hour on ${day}`
    if (wallMs(to) - wallMs({day, time}) !== endMs - startMs) return `the clocks of ${timezone} change while it is on, on ${day}`
  }
  return undefined
}

/** RRULE, and one EXDATE for each exception: Outlook and older programs take no list of them, and only the form of DTSTART. */
export function recurrenceOf({recurs}: CalendarEvent, type: string, parameters: JcalParameters, textOf: (when: When) => string): JcalProperty[] {
  if (recurs === undefined) return []
  return [
    ['rrule', {}, 'recur', rules.fromICAL(recurs.rule)],
    ...recurs.except.map((when): JcalProperty => ['exdate', {...parameters}, type, textOf(when)]),
  ]
}
