/** What of a calendar is asked for on the command line. */
import {colours} from '../../calendar/colours.ts'
import {addDays, addMonths} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {forms} from '../../model/forms.ts'
import {nearest} from '../../model/nearest.ts'
import type {Input, Setting} from '../command.ts'
import {dayTyped, formed, oneLine} from '../typed.ts'
import {reminderMinutes, remindersTyped} from './reminders.ts'

/** What a calendar is to hold and how, the same for each circle in it. */
export interface Wishes {
  readonly from: Day
  /** Exclusive. */
  readonly to: Day
  /** The member whose own calendar it is, as typed. */
  readonly member?: string
  /** With times on that member's clocks. */
  readonly inTheirZone: boolean
  /** Minutes before the start, as `--remind` says. */
  readonly alarms?: readonly number[]
  readonly series: boolean
  /** The name of a colour. */
  readonly color?: string
  /** Where the file will be fetched. */
  readonly source?: string
}

/** Flags that do not go together, and why. */
const apart: readonly (readonly [one: string, other: string, why: string, hint: string])[] = [
  ['member', 'for', 'each names whose calendar it is', '--for bo is all of --member bo, in the zone of Bo: give one of them'],
  ['series', 'for', 'a rhythm keeps to the clock of its own zone, and not of another', 'leave one of them out; --member goes with --series'],
  ['series', 'each', 'a file for each gathering holds no series', 'leave one of them out'],
  ['all', 'each', 'a folder of single gatherings is of one circle', 'leave one of them out'],
  ['source', 'each', 'calendars fetch one file, not a folder', 'leave --source out'],
]

/** Reads the flags. Throws a `usage` fault for those that make no sense, alone or together. */
export async function wishesTyped(input: Input, setting: Setting): Promise<Wishes> {
  refuseTogether(input)
  const from = typeof input.from === 'string' ? await dayTyped(input.from, setting) : addDays(setting.today, -30)
  const to = typeof input.to === 'string' ? addDays(await dayTyped(input.to, setting), 1) : addMonths(setting.today, 18)
  if (to <= from) throw new Fault('usage', `the calendar would end on ${addDays(to, -1)}, before it begins on ${from}`, {hint: 'turn --from and --to round, or give both'})
  const member = oneLine(input.for) ?? oneLine(input.member)
  const reminders = remindersTyped(input.remind)
  const [color, source] = [colourTyped(input.color), formed(input.source, '--source', forms.link)]
  return {
    from,
    to,
    inTheirZone: input.for !== undefined,
    series: input.series === true,
    ...defined({member, alarms: reminders === undefined ? undefined : reminderMinutes(reminders), color, source}),
  }
}

function refuseTogether(input: Input): void {
  for (const [one, other, why, hint] of apart) {
    if (input[one] !== undefined && input[other] !== undefined) throw new Fault('usage', `--${one} and --${other} do not go together: ${why}`, {hint})
  }
  if (input.each === true && oneLine(input.out) === '-') {
    throw new Fault('usage', 'several files do not go to standard output', {hint: 'name a folder with --out, or leave --each out'})
  }
  const out = input.each === true ? oneLine(input.out) : undefined
  if (out?.toLowerCase().endsWith('.ics')) {
    throw new Fault('usage', `--each writes into a folder, and --out names a file: ${out}`, {hint: 'name a folder, or leave --each out for one file'})
  }
}

function colourTyped(typed: Input[string]): string | undefined {
  const name = oneLine(typed)?.toLowerCase()
  if (name === undefined || Object.hasOwn(colours, name)) return name
  const meant = nearest(name, Object.keys(colours))
  throw new Fault('usage', `--color takes no such colour: ${name}`, {hint: meant === undefined ? `it takes ${Object.keys(colours).join(', ')}` : `did you mean ${meant}? \`circle ics --help\` names all`})
}

/** The colour of a calendar that nobody chose one for: always the same for the same circles, by the ids in their charters. */
export function usualColour(circles: readonly string[]): string {
  const names = Object.keys(colours)
  let sum = 0
  // In the manner of FNV-1a (32 bits), begun with 0: short ids that differ in one letter come far apart.
  for (const letter of circles.toSorted().join()) sum = Math.imul((sum ^ letter.charCodeAt(0)) >>> 0, 16_777_619) >>> 0
  return names[sum % names.length]!
}
