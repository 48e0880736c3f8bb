/** Reads what was typed on the command line into the model's words, or says what was wrong with it. */
import type {Day} from '../model/day.ts'
import {defined} from '../model/defined.ts'
import {Fault} from '../model/fault.ts'
import {forms} from '../model/forms.ts'
import {memberNamed} from '../model/members.ts'
import {formHint} from '../model/schema.ts'
import type {When} from '../model/when.ts'
import type {Input, Setting, Stage} from './command.ts'
import type {Here} from './typed-date.ts'
import {readTyped} from './typed-date.ts'

type Typed = Input[string]

/** A flag that may be given several times. */
export function list(typed: Typed): readonly string[] {
  return Array.isArray(typed) ? typed : []
}

/** One line of text, trimmed; undefined when the flag was not given. Throws a `usage` fault for several lines or none. */
export function oneLine(typed: Typed): string | undefined {
  if (typeof typed !== 'string') return undefined
  const line = typed.trim()
  refuseControls(line.replace(/[\n\r\t]/g, ' '))
  if (line === '' || /[\n\r]/.test(line)) throw new Fault('usage', line === '' ? 'an empty text was given' : 'a text of several lines was given where one line goes', {hint: 'write one line, or leave the flag out'})
  return line
}

/** Throws a `usage` fault for control characters, which no field of a circle's files may hold. */
function refuseControls(text: string): void {
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.exec(text)
  if (control === null) return
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  throw new Fault('usage', `a control character (U+${code}) is in the text: ${text}`, {hint: 'take it out and try again'})
}

/** A flag's text that must have a form. Throws a `usage` fault that says what is wrong. */
export function formed(typed: Typed, flag: string, form: (typeof forms)[keyof typeof forms]): string | undefined {
  const line = oneLine(typed)
  const fault = line === undefined ? undefined : form.fault(line)
  if (line === undefined || fault === undefined) return line
  throw new Fault('usage', `${flag} ${fault}: ${line}`, {hint: formHint(form, line)})
}

/** `--timezone`. */
export function oneZone(typed: Typed): string | undefined {
  return formed(typed, '--timezone', forms.zone)
}

/** A day and perhaps a time, in a person's words. */
export function whenTyped(typed: string, setting: Setting, toward: Here['toward'] = 'future'): Promise<When> {
  return readTyped(typed, {today: setting.today, toward})
}

/** A day in a person's words. Throws a `usage` fault when a time is given too. */
export async function dayTyped(typed: string, setting: Setting, toward: Here['toward'] = 'future'): Promise<Day> {
  const {day, time} = await whenTyped(typed, setting, toward)
  if (time !== undefined) throw new Fault('usage', `a day is wanted here, without a time: ${typed}`, {hint: `write ${day}`})
  return day
}

/** The day of a flag such as `--agreed [day]`, on which something happened: given alone it means today. */
export async function optionalDay(typed: Typed, setting: Setting, toward: Here['toward'] = 'past'): Promise<Day | undefined> {
  if (typed === true) return setting.today
  return typeof typed === 'string' ? dayTyped(typed, setting, toward) : undefined
}

/** A whole number from 1. */
export function count(typed: Typed, flag: string): number | undefined {
  if (typeof typed !== 'string') return undefined
  if (!/^[1-9]\d{0,5}$/.test(typed)) throw new Fault('usage', `${flag} is not a whole number from 1: ${typed}`, {hint: `write ${flag} 5`})
  return Number(typed)
}

/** The member that was typed, else the one at the keyboard. Throws an `unknown` or `usage` fault when that is nobody. */
export async function memberTyped(stage: Stage, typed: Typed): Promise<string> {
  if (typeof typed === 'string') return memberNamed(stage.circle.members, typed)
  const actor = await stage.actor()
  if (actor !== undefined) return actor
  throw new Fault('usage', 'which member?', {hint: 'name one, or say who you are with --as ann'})
}

/** `--title --lasts --place --link`: where and how long, each in its form. */
export function detailsTyped(input: Input): {title?: string; lasts?: string; place?: string; link?: string} {
  return defined({lasts: formed(input.lasts, '--lasts', forms.duration), place: oneLine(input.place), link: formed(input.link, '--link', forms.link), title: oneLine(input.title)})
}

/** True for a time of day alone: `20:00`, `9:30`. */
export function isTimeAlone(text: string): boolean {
  return /^\s*([01]?\d|2[0-3]):[0-5]\d\s*$/.test(text)
}
