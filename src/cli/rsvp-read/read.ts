/** `circle rsvp --read`: reads answers out of letters and calendars, and writes each on its member's page. */
import {repliesIn} from '../../calendar/reply.ts'
import type {Edition} from '../../calendar/reply.ts'
import type {Circle} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import {gatheringById} from '../../schedule/named.ts'
import {counted} from '../../schedule/words.ts'
import type {Change, RecordWrite, Setting, Stage} from '../command.ts'
import {ownPage, ownPageWrites} from '../own-page.ts'
import {remarks, withAnswer, withPage} from '../rsvp/answer.ts'
import {windowsZones} from '../windows-zones.ts'
import {historyOf, keyOf, messageOf} from './given.ts'
import type {Kept} from './given.ts'
import {inWords, unheard} from './in-words.ts'
import type {InWords, WordsLetter} from './in-words.ts'
import {contested, judged} from './judge.ts'
import type {Answer, Bench, Received} from './judge.ts'
import {letterIn} from './letter.ts'
import {piecesIn} from './pieces.ts'
import type {Piece} from './pieces.ts'
import {seenIn} from './seen.ts'
import type {Seen} from './seen.ts'
import {readingTrouble, sourcesNamed} from './sources.ts'
import type {Source} from './sources.ts'
import {blocksOf, jsonOf, notesOf} from './words.ts'

/** What was read, before anybody asks whose it is. */
export interface Post {
  readonly received: readonly Received[]
  /** Letters without an answer in a calendar that seem to answer something. */
  readonly inWords: readonly WordsLetter[]
  readonly unreadable: readonly {readonly at: string; readonly reason: string}[]
  /** How many letters and calendars were read. */
  readonly letters: number
  /** How many of them are mails without a calendar. */
  readonly mails: number
  /** How many calendars are no answers. */
  readonly calendars: number
  /** How many files of a folder are no letters by their names. */
  readonly passedOver: number
}

/**
 * Reads the files that were named, and gives what decides on them: pure but for that, and to be asked again under the lock. Throws a Fault
 * when a name leads to nothing, or when none of what was found can be read; a `git` fault.
 */
export async function answersRead({circle, context, shelf}: Stage, names: readonly string[]): Promise<(circle: Circle, setting: Setting) => Change> {
  const {sources, refused, passedOver} = sourcesNamed(context, names)
  const post = await postIn(sources, {received: [], inWords: [], unreadable: refused, letters: 0, mails: 0, calendars: 0, passedOver})
  if (post.letters === 0 && post.unreadable.length > 0) throw nothingRead(post)
  const seen = seenIn(shelf.root)
  const letters = inWords(circle, post.inWords, context.nowMs)
  const start = {nowMs: context.nowMs, windows: await windowsZones(zoneNames(post.received)), read: editionsBy(seen.kept)}
  const pages = [...contested(circle, post.received, start), ...letters].map(({key, one, member}) => ({key, gathering: one.id, member}))
  const {given, read} = await historyOf(shelf.root, circle, context.nowMs, pages)
  const bench = {...start, given, read: editionsBy(seen.kept, read)}
  return (now, setting) => changeFor(now, setting, post, {bench, seen, letters: unheard(letters, given)})
}

/** Answers by `key`, in addition to those that are known. */
function editionsBy(kept: readonly Kept[], known: ReadonlyMap<string, readonly Edition[]> = new Map()): Map<string, readonly Edition[]> {
  const all = new Map(known)
  for (const {gathering, member, edition} of kept) {
    const key = keyOf(gathering, member)
    all.set(key, [...(all.get(key) ?? []), edition])
  }
  return all
}

function nothingRead({unreadable}: Post): Fault {
  const [first] = unreadable
  return new Fault('refused', `${first!.at} ${first!.reason}`, {
    hint: unreadable.length === 1 ? 'save the answer as .eml or .ics and try again' : `${counted(unreadable.length - 1, 'other file')} could not be read either`,
  })
}

/** The most answers of one letter that are taken: mail programs send each by itself, some of them twice. */
const mostAnswers = 20

async function postIn(sources: readonly Source[], start: Post): Promise<Post> {
  const received: Received[] = []
  const words: WordsLetter[] = []
  const unreadable = [...start.unreadable]
  let [letters, mails, calendars] = [0, 0, 0]
  const take = async (piece: Piece): Promise<void> => {
    const letter = 'problem' in piece ? piece : await letterIn(piece)
    if (letter === 'other') {
      letters += 1
      mails += 1
      return
    }
    if ('problem' in letter) {
      unreadable.push({at: piece.at, reason: letter.problem})
      return
    }
    const {senders, dateMs, answered} = letter
    const readings = letter.calendars.map(({text, method}) => repliesIn(text, method))
    const problems = [...new Set(readings.flatMap((reading) => reading.problems))]
    const found = readings.flatMap(({replies}) => replies)
    if (found.length > mostAnswers) {
      unreadable.push({at: piece.at, reason: `has ${found.length} answers, and a letter is to one gathering, or a few`})
      return
    }
    unreadable.push(...problems.map((problem) => ({at: piece.at, reason: `has a calendar that ${problem}`})))
    received.push(...found.map((reply) => ({reply, at: piece.at, ...(senders === undefined ? {} : {senders}), ...(dateMs === undefined ? {} : {dateMs})})))
    if (found.length === 0 && problems.length === 0 && senders !== undefined && answered !== undefined) words.push({at: piece.at, senders, answered, ...(dateMs === undefined ? {} : {dateMs})})
    if (letter.calendars.length === 0) mails += 1
    calendars += readings.reduce((sum, {others}) => sum + others, 0)
    if (problems.length === 0 || found.length > 0) letters += 1
  }
  for (const {name, chunks} of sources) {
    try {
      for await (const piece of piecesIn(name, chunks())) await take(piece)
    } catch (error) {
      const reason = readingTrouble(error)
      if (reason === undefined) throw error
      unreadable.push({at: name, reason})
    }
  }
  return {...start, received, inWords: words, unreadable, letters, mails, calendars}
}

/** What the calendars call the zones of these answers. */
function zoneNames(received: readonly Received[]): Set<string> {
  return new Set(received.flatMap(({reply: {date, start, end}}) => [date, start, end].flatMap((moment) => moment?.zone ?? [])))
}

/** What was known before the circle was looked at under the lock. */
interface Known {
  readonly bench: Bench
  readonly seen: Seen
  readonly letters: readonly InWords[]
}

function changeFor(circle: Circle, setting: Setting, post: Post, {bench, seen, letters}: Known): Change {
  const judgement = judged(circle, post.received, bench)
  const {writes, after} = written(circle, judgement.applied, bench)
  const blocks = blocksOf(after, judgement, letters)
  const counts = [...new Set(judgement.applied.flatMap(({one, member, edition}) => remarks(after, one, member, edition.rsvp, setting)))]
  const isOpen = (gathering: string): boolean => (gatheringById(after, gathering)?.endMs ?? 0) > bench.nowMs
  return {
    ...(writes.length === 0 ? {} : {writes, message: messageOf(judgement.applied.map(keptOf))}),
    show: blocks,
    foreseen: blocks,
    notes: [...counts, ...notesOf(after, post, judgement)],
    json: jsonOf(after, post, judgement, letters),
    after: () => seen.add(judgement.taken.map(keptOf), isOpen),
  }
}

function keptOf({one, member, edition}: Answer): Kept {
  return {gathering: one.id, member, edition}
}

function written(circle: Circle, applied: readonly Answer[], {given}: Bench): {writes: RecordWrite[]; after: Circle} {
  const writes: RecordWrite[] = []
  let after = circle
  for (const {key, one, member, edition: {rsvp, why}} of applied) {
    const {why: reason, ...before} = ownPage(after, one.id, member)
    // A reason that was given by hand stays with the same answer; one that came with another letter went with it.
    const kept = given.get(key)?.edition === undefined && reason !== undefined ? {...before, why: reason} : before
    const page = withAnswer(kept, rsvp, why)
    writes.push(...ownPageWrites(after, one, member, page))
    after = withPage(after, one, member, page)
  }
  return {writes, after}
}
