/** What of a file the circle wrote itself: it is compared with the circle as it is, and nothing of it is added. */
import type {Rhythm} from '../../model/charter.ts'
import {addMonths, dayNumber, lastDay} from '../../model/day.ts'
import {readWhen} from '../../model/when.ts'
import {rhythmNamed} from '../../schedule/folders.ts'
import {gatheringById} from '../../schedule/named.ts'
import {occurrences} from '../../schedule/occurrences.ts'
import {compareOwn} from './dates.ts'
import {allLater, dueOf, fallsOf, missWords, momentText} from './exceptions.ts'
import type {Group} from './groups.ts'
import {rhythmOf} from './rhythm.ts'
import {called, leave, outside} from './scene.ts'
import type {Scene} from './scene.ts'

/** The gatherings of this circle that have an event of their own in the file, by their ids. */
export function ownIds({circle}: Scene, groups: readonly Group[]): Set<string> {
  return new Set(groups.flatMap(({origin}) => (origin?.circle === circle.charter.id ? (origin.gathering ?? []) : [])))
}

/** True, and compared, for an event of this very circle that the circle has. `alone` are those that `ownIds` gives. */
export function isOwn(scene: Scene, group: Group, alone: ReadonlySet<string>): boolean {
  const {circle} = scene
  const {master, origin} = group
  if (origin === undefined || origin.circle !== circle.charter.id) return false
  if (origin.gathering !== undefined) {
    const one = gatheringById(circle, origin.gathering)
    if (one === undefined || master.rule !== undefined) return false
    compareOwn(scene, one, master)
    return true
  }
  const id = origin.rhythm!
  const rhythm = rhythmNamed(circle, id)
  if (rhythm === undefined || master.rule === undefined) return false
  const made = rhythmOf(scene, master)
  if ('wrong' in made) {
    leave(scene, master, made.wrong)
    return true
  }
  const hasOwn = (day: string): boolean => alone.has(`${day}-${id}`)
  if (sameDates(scene, rhythm, made.rhythm, hasOwn)) scene.out.there.push(master.line)
  else scene.out.differs.push({line: master.line, id, how: 'its dates here are others than there'})
  compareExceptions(scene, group, id, rhythm, hasOwn)
  return true
}

/** Whether a series of this circle falls on its rhythm's days; it may begin later or end earlier, where those dates stand for themselves. */
function sameDates({circle}: Scene, mine: Rhythm, theirs: Rhythm, hasOwn: (day: string) => boolean): boolean {
  const home = circle.charter.timezone
  const [when, other] = [readWhen(mine.starts), readWhen(theirs.starts)]
  if (when === undefined || other === undefined || when.time !== other.time) return false
  if ((mine.timezone ?? home) !== (theirs.timezone ?? home)) return false
  const end = addMonths(other.day, 24)
  const window = {from: other.day, to: end > lastDay || dayNumber(end) < dayNumber(other.day) ? lastDay : end}
  const [here, there] = [mine, theirs].map((rhythm) => occurrences(rhythm, home, window).filter((day) => !hasOwn(day)).join())
  return here === there
}

/** What the file says about single dates of a series, which this program does not write there: somebody else's program did. */
function compareExceptions(scene: Scene, {master, overrides}: Group, id: string, rhythm: Rhythm, hasOwn: (day: string) => boolean): void {
  const {circle, out} = scene
  const falls = fallsOf(rhythm, circle.charter.timezone)
  for (const {line, value} of master.except) {
    const due = dueOf(scene, rhythm, value, falls)
    if (due === undefined) out.misses.push({line, what: `${momentText(value)}, left out of ${called(master)}`, why: missWords(scene, id, rhythm, value, falls)})
    else if (!hasOwn(due) && outside(scene, due) === undefined && gatheringById(circle, `${due}-${id}`)?.status !== 'cancelled') {
      out.differs.push({line, id: `${due}-${id}`, how: 'takes place here, and is left out there'})
    }
  }
  for (const {line, value} of master.extra) {
    if (dueOf(scene, rhythm, value.start, falls) !== undefined) continue
    out.notTaken.push({line, what: `${momentText(value.start)}, added to ${called(master)}`, why: `is no date of ${id} here`})
  }
  for (const draft of overrides) {
    const {line, value} = draft.of!
    const what = `${momentText(value)}, changed in ${called(master)}`
    const due = dueOf(scene, rhythm, value, falls)
    const one = due === undefined ? undefined : gatheringById(circle, `${due}-${id}`)
    if (draft.future) out.notTaken.push({line, what, why: allLater(draft)})
    else if (one === undefined) out.misses.push({line, what, why: missWords(scene, id, rhythm, value, falls, draft)})
    else compareOwn(scene, one, draft)
  }
}
