/**
 * Which answers were read in this clone, also those that only said what stood on the page already and so made no commit, and those of the
 * same kind that were given by hand: kept in the writer's own room, so that an older answer that is read alone in a later run does not win.
 * Ids and times, none of people's words. The commits tell all clones what was written down; this adds to it, and without it no more is lost
 * than those repetitions.
 */
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {byEdition} from '../../calendar/reply.ts'
import {defined} from '../../model/defined.ts'
import {onDisk, statsOf} from '../../store/disk.ts'
import {isMap, makePrivateFolder, mapIn, privateFolder, writePrivate} from '../files/private.ts'
import type {Kept} from './given.ts'

/** The answers that were read in a clone, or given there once more. */
export interface Seen {
  readonly kept: readonly Kept[]
  /** Adds answers, and lets go of those to gatherings that `isOpen` has no more of. Writes only where that changes something. */
  readonly add: (more: readonly Kept[], isOpen: (gathering: string) => boolean) => void
}

/** Those of the circle in `root`. Throws a `system` fault when they cannot be read. */
export function seenIn(root: string): Seen {
  const folder = privateFolder(root, 'answers')
  const file = join(folder, 'read.json')
  const read = (): {text: string; kept: Kept[]} => onDisk(file, () => {
    const text = statsOf(file)?.isFile() === true ? readFileSync(file, 'utf8') : textOf([])
    return {text, kept: keptIn(text)}
  }, 'read')
  return {
    kept: read().kept,
    add: (more, isOpen) => onDisk(file, () => {
      const before = read()
      const text = textOf(gathered([...before.kept, ...more]).filter(({gathering}) => isOpen(gathering)))
      if (text === before.text) return
      makePrivateFolder(root, folder)
      writePrivate(file, text, false)
    }),
  }
}

/** Of each member to each gathering the newest answer of each kind to each edition, and each with an odd date once: as it was first read. */
function gathered(all: readonly Kept[]): Kept[] {
  const known = new Map<string, Kept>()
  for (const kept of all) {
    const {gathering, member, edition} = kept
    const key = JSON.stringify([gathering, member, edition.rsvp, edition.datedMs, edition.sequence])
    const before = known.get(key)
    if (before === undefined || (edition.datedMs === undefined && byEdition(before.edition, edition) < 0)) known.set(key, kept)
  }
  return [...known.values()]
}

function textOf(kept: readonly Kept[]): string {
  const answers = kept.map(({gathering, member, edition: {rsvp, stampMs, datedMs, sequence}}) => ({gathering, member, rsvp, ...defined({stampMs, datedMs, sequence})}))
  return `${JSON.stringify({version: 1, answers}, undefined, 2)}\n`
}

function keptIn(text: string): Kept[] {
  const hint = 'remove `answers/read.json` in .git/circle; without it circle knows only what the commits say'
  const {version, answers} = mapIn(text, 'what circle kept of the answers it read', hint) ?? {}
  return version === 1 && Array.isArray(answers) ? answers.flatMap(keptOf) : []
}

function keptOf(value: unknown): Kept[] {
  if (!isMap(value)) return []
  const {gathering, member, rsvp, stampMs, datedMs, sequence} = value
  if (typeof gathering !== 'string' || typeof member !== 'string' || (rsvp !== 'going' && rsvp !== 'maybe' && rsvp !== 'declined')) return []
  const [written, dated, edition] = [stampMs, datedMs, sequence].map((each) => (Number.isSafeInteger(each) ? (each as number) : undefined))
  return [{gathering, member, edition: {rsvp, ...defined({stampMs: written, datedMs: dated, sequence: edition})}}]
}
