/** Several circles in one calendar file: `circle ics --all ../apron ../book-club`. It runs anywhere. */
import {join} from 'node:path'
import type {Circle} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import {counted} from '../../schedule/words.ts'
import {readShelf} from '../../store/shelf.ts'
import type {Shelf} from '../../store/shelf.ts'
import {atRest, roomOf} from '../at-rest.ts'
import type {CommonFlags, FreeChange, FreeCommand, Input} from '../command.ts'
import type {Context} from '../context.ts'
import {outTyped} from '../out.ts'
import {circleRoot} from '../root.ts'
import {settingIn} from '../setting.ts'
import {list} from '../typed.ts'
import {feedText, handedOut, spanWords, told} from './feed.ts'
import type {Contribution} from './feed.ts'
import {materialFor, partOf} from './part.ts'
import {wishesTyped} from './wishes.ts'

/** A circle and the folder that was named for it. */
interface Named {
  readonly typed: string
  readonly shelf: Shelf
}

/** What `circle ics --all` is: a command that needs no circle around the folder. */
export const allCommand: FreeCommand = {free: async (context, input, flags) => calendarOfAll(context, input, flags)}

async function calendarOfAll(context: Context, input: Input, flags: CommonFlags): Promise<FreeChange> {
  if (flags.dir !== undefined) throw new Fault('usage', '--dir names one circle, and --all names several', {hint: 'leave one of them out'})
  const typed = list(input.all)
  const read: {named: Named; notes: readonly string[]}[] = []
  for (const each of typed) read.push(await circleIn(each, context))
  const {named, notes: doubles} = eachOnce(read.map((each) => each.named))
  const wishes = await wishesTyped(input, settingIn(context, named[0]!.shelf.circle.charter.timezone))
  const out = outFor(named, context, input)
  const prefixes = prefixesOf(named.map(({shelf}) => shelf.circle))
  const contributions: Contribution[] = []
  const members: string[] = []
  for (const {typed, shelf} of named) {
    const material = await within(typed, () => materialFor(shelf, wishes))
    if (material.member !== undefined) members.push(material.member)
    contributions.push({circle: shelf.circle, part: partOf(shelf.circle, material, prefixes.get(shelf.circle))})
  }
  const calendar = feedText(contributions, wishes, contributions.flatMap(({part}) => part.events))
  const count = contributions.reduce((total, {part}) => total + part.gatherings.length, 0)
  const circles = contributions.map(({circle: {charter}, part}, index) => ({
    id: charter.id, name: charter.name, folder: named[index]!.shelf.root, gatherings: part.gatherings.length, remind: part.alarms, ...(members[index] === undefined ? {} : {member: members[index]}),
  }))
  return {
    ...handedOut(calendar.text, out, flags.dryRun, `${counted(count, 'gathering')} of ${counted(circles.length, 'circle')}, ${spanWords(wishes)}`),
    notes: [...read.flatMap(({notes}) => notes), ...doubles, ...notesOf(contributions), ...calendar.notes],
    json: {...(flags.dryRun ? {dryRun: true} : {}), file: out ?? null, ...told(contributions, wishes, undefined), circles, ...(out === undefined ? {text: calendar.text} : {})},
  }
}

/** The circle around a folder. */
async function circleIn(typed: string, context: Context): Promise<{named: Named; notes: readonly string[]}> {
  const root = circleRoot({folder: context.path(typed)}, 'name the folder of each circle, such as --all ../apron ../book-club')
  const {value: shelf, notes} = await within(typed, () => atRest(roomOf(root), context, () => readShelf(root)))
  return {named: {typed, shelf}, notes}
}

/** Does `work`; a fault says for which of the folders it is. */
async function within<T>(typed: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const {kind, message, place, hint} = error
    throw new Fault(kind, place === undefined ? `in ${typed}, ${message}` : message, {
      cause: error,
      ...(place === undefined ? {} : {place: {...place, file: join(typed, place.file)}}),
      ...(hint === undefined ? {} : {hint}),
    })
  }
}

/** Each circle once, by the id in its charter, as its first folder has it; notes on those that were named again. */
function eachOnce(all: readonly Named[]): {named: Named[]; notes: string[]} {
  const first = new Map<string, Named>()
  const notes: string[] = []
  for (const each of all) {
    const {id, name} = each.shelf.circle.charter
    const known = first.get(id)
    if (known === undefined) first.set(id, each)
    else notes.push(known.shelf.root === each.shelf.root ? `${each.typed} was named twice.` : `${each.typed} is the same circle as ${known.typed} (${name}), so only what ${known.typed} has is in the calendar.`)
  }
  return {named: [...first.values()], notes}
}

/** `--out`, which is in none of the circles what is theirs; circles.ics where one stands. */
function outFor(named: readonly Named[], context: Context, input: Input): string | undefined {
  if (input.out === undefined) return context.path('circles.ics')
  return named.map(({shelf}) => outTyped({shelf, context}, input.out))[0]
}

/** What stands before titles: each circle's name, and its id where two have one name. One circle alone needs none. */
function prefixesOf(circles: readonly Circle[]): Map<Circle, string> {
  if (circles.length === 1) return new Map()
  const plain = ({charter}: Circle): string => charter.name.trim().toLowerCase()
  return new Map(circles.map((circle) => {
    const {name, id} = circle.charter
    const alone = circles.filter((other) => plain(other) === plain(circle)).length === 1
    return [circle, alone ? name : `${name} (${id})`]
  }))
}

/** What is to be said of each circle, and of which where there are several. */
function notesOf(contributions: readonly Contribution[]): string[] {
  return contributions.flatMap(({circle, part}) => part.notes.map((note) => (contributions.length === 1 ? note : `${circle.charter.name}: ${note}`)))
}
