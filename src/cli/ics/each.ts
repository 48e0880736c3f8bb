/** One file for each gathering, in a folder. */
import {join} from 'node:path'
import {uidOf} from '../../calendar/uid.ts'
import type {Circle} from '../../model/circle.ts'
import {counted} from '../../schedule/words.ts'
import type {Export} from '../../store/export.ts'
import {calendarFile, feedText} from './feed.ts'
import type {Part} from './part.ts'
import type {Wishes} from './wishes.ts'

/** How many names of files a note tells. */
const namedAtMost = 5

/** The calendar of one gathering, as a file. */
export interface EachFile extends Export {
  readonly gathering: string
  readonly name: string
}

/** The files of the gatherings, named by their ids, and notes. Throws Fault('unsound') when one would read back differently. */
export function eachFile(circle: Circle, part: Part, wishes: Wishes, folder: string): {files: EachFile[]; notes: string[]} {
  const events = new Map(part.events.map((event) => [event.uid, event]))
  const made = part.gatherings.map(({id}) => {
    const {text, notes} = feedText([{circle, part}], wishes, [events.get(uidOf(id, circle.charter.id))!])
    const name = `${id}${calendarFile.ending}`
    return {file: {path: join(folder, name), text, begins: calendarFile.begins, among: true as const, gathering: id, name}, notes}
  })
  return {files: made.map(({file}) => file), notes: made.flatMap(({notes}) => notes)}
}

/** What to say of calendar files that are in the folder and are none of those written: nothing is deleted. */
export function staleNotes(there: readonly string[], files: readonly EachFile[]): string[] {
  const written = new Set(files.map(({name}) => name))
  const others = there.filter((name) => !written.has(name))
  if (others.length === 0) return []
  const names = `${others.slice(0, namedAtMost).join(', ')}${others.length > namedAtMost ? ' …' : ''}`
  return [`${counted(others.length, 'other calendar file is', 'other calendar files are')} in that folder, of no gathering in this calendar: ${names}. Nothing was done to ${others.length === 1 ? 'it' : 'them'}.`]
}
