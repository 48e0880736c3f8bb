import {eventsOf} from '../../calendar/events.ts'
import type {Party} from '../../calendar/event.ts'
import {lastTold, mailsOf, needsOf} from '../../calendar/invitations.ts'
import type {Round, Skip, Told} from '../../calendar/invitations.ts'
import {isPlainAddress} from '../../calendar/text.ts'
import type {Circle} from '../../model/circle.ts'
import {Fault} from '../../model/fault.ts'
import type {Invited, MemberPage} from '../../model/gathering.ts'
import {shortName} from '../../model/members.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {listed} from '../../schedule/words.ts'
import {readShelf} from '../../store/shelf.ts'
import {atRest, roomOf} from '../at-rest.ts'
import {circleCommand} from '../command.ts'
import type {RecordWrite, Setting, Stage} from '../command.ts'
import {exitStatus} from '../exit.ts'
import {gatheringJson} from '../gathering-words.ts'
import {historyOf} from '../history.ts'
import {askedFor} from '../invite/asked.ts'
import type {Asked} from '../invite/asked.ts'
import {composed, partyOf, toldBy} from '../invite/compose.ts'
import type {Composed} from '../invite/compose.ts'
import {journalOf, journaled, onlyRun} from '../invite/journal.ts'
import type {Entry, Journal} from '../invite/journal.ts'
import {inviteesOn} from '../invite/people.ts'
import type {Result} from '../invite/send.ts'
import {otherNotes} from '../invite/untold.ts'
import {gatheringDue} from '../invite/which.ts'
import {organizerNotes, roundBlocks, skipNotes, stoppedNote, troubleOf} from '../invite/words.ts'
import {ownPage, ownPageWrites, speakerOf} from '../own-page.ts'
import {bad, faint} from '../terminal/lines.ts'

/** What a run of mails came to. */
interface Outcome {
  readonly results: readonly Result[]
  readonly status?: number
  /** The mails themselves, for standard output. */
  readonly file?: string
  readonly notes?: readonly string[]
}

interface Answers extends Outcome {
  readonly id: string
  readonly skipped: readonly Skip[]
  /** What went, now or in a run that was cut off, and is to stand on pages. */
  readonly gone: readonly Entry[]
  /** What went in a run that was cut off. */
  readonly earlier: readonly Entry[]
  readonly settled: () => void
  /** Why it is about this gathering, where nobody named it. */
  readonly about?: readonly string[]
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const asked = askedFor(stage, input)
    const due = typeof input.gathering === 'string' ? {typed: input.gathering, notes: []} : gatheringDue(stage.circle, stage.setting, asked.to)
    const {id} = gatheringMeant(stage.circle, due.typed, stage.setting)
    const {member: inviter} = await speakerOf(stage)
    requireAddress(stage.circle, inviter)
    const {shelf: {root}, context} = stage
    if (stage.flags.dryRun || asked.way.way === 'print') return {...(await roundOf(stage, asked, id, inviter)), about: due.notes}
    refusePast(stage.circle, id, stage.setting, journalOf(root, id).entries())
    const release = await onlyRun(root)
    // Another run may have sent and written since this one began.
    const {value: shelf} = await atRest(roomOf(root), context, () => readShelf(root))
    const answers = await roundOf({...stage, shelf, circle: shelf.circle}, asked, id, inviter)
    return {...answers, about: due.notes, settled: () => {
      answers.settled()
      release()
    }}
  },

  change: (circle, {id, results, skipped, gone, earlier, settled, status, file, about = [], notes = []}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    const called = (some: readonly {readonly member: string}[]): string => listed([...new Set(some.map(({member}) => shortName(circle.members, member)))])
    return {
      writes: recordWrites(circle, one, gone),
      message: `Invite to ${id}: ${[...new Set(gone.map(({member}) => member))].join(', ')}`,
      show: roundBlocks(circle, one, results, skipped),
      notes: [
        ...about,
        ...(earlier.length > 0 ? [`An earlier run was cut off: what it had sent to ${called(earlier)} is now on record.`] : []),
        ...skipNotes(circle, one, skipped),
        ...organizerNotes(circle, results),
        ...notes,
        ...stoppedNote(results),
        ...otherNotes(circle, id, setting.nowMs),
      ],
      json: {
        gathering: gatheringJson(one),
        mails: results.map(({need, outcome, file: path, reason}) => ({member: need.member, method: need.method, sequence: need.sequence, outcome, ...(path === undefined ? {} : {file: path}), ...(reason === undefined ? {} : {reason})})),
        skipped,
        ...(file === undefined ? {} : {text: file}),
      },
      ...(file === undefined ? {} : {file}),
      ...(status === undefined ? {} : {status}),
      after: settled,
    }
  },
})

/** People who would say whom to invite, and not to what, are told how. */
function gatheringMeant(circle: Circle, typed: string, setting: Setting): Gathering {
  try {
    return gatheringNamed(circle, typed, setting)
  } catch (error) {
    const member = error instanceof Fault && error.kind === 'unknown' ? [...circle.members].find(([id, {name}]) => [id, name.toLowerCase()].includes(typed.trim().toLowerCase()))?.[0] : undefined
    if (member !== undefined) throw new Fault('usage', `${typed} is a member, not a gathering`, {hint: `circle invite --to ${member}`, cause: error})
    if (typed.includes('@')) throw new Fault('usage', `${typed} is no gathering`, {hint: 'somebody new becomes a member first: circle member add "Bo Ek <bo@example.org>"', cause: error})
    throw error
  }
}

function requireAddress(circle: Circle, member: string): void {
  const {name, email} = partyOf(circle, member)
  if (isPlainAddress(email)) return
  const why = email === '' ? 'no address' : `an address that cannot be used in a mail as it is: ${email}`
  throw new Fault('refused', `${name} has ${why}, and answers have to go somewhere`, {hint: `circle member edit ${member} --email ADDRESS`})
}

/** Works out who needs what, and does it. */
async function roundOf(stage: Stage, asked: Asked, id: string, inviter: string): Promise<Answers> {
  const {circle, shelf, setting} = stage
  const one = gatheringNamed(circle, id, setting)
  const journal = journalOf(shelf.root, id)
  const entries = journal.entries()
  const pages = circle.gatherings.get(id)?.pages ?? new Map<string, MemberPage>()
  const earlier = entries.filter((entry) => entry.state === 'gone' && !isRecorded(pages, entry))
  const recorded = (): Pick<Answers, 'gone' | 'earlier' | 'settled'> => ({gone: stage.flags.dryRun || asked.way.way === 'print' ? [] : journal.entries().filter(({state}) => state === 'gone'), earlier, settled: journal.settle})
  if (refusePast(circle, id, setting, stage.flags.dryRun || asked.way.way === 'print' ? [] : earlier)) return {id, results: [], skipped: [], ...recorded()}
  const {changed, notes} = await historyOf(stage)
  const round: Round = {
    gathering: one,
    people: inviteesOn(circle, one.start.day),
    told: lastTold(pages, keptIn(entries)),
    revision: eventsOf(circle, [one], changed)[0]!.sequence,
    inviter,
    again: asked.again,
    ...(asked.to === undefined ? {} : {to: asked.to}),
  }
  const {needs, skipped} = needsOf(round)
  const mails = mailsOf(needs, round, asked.together)
  const compose = (from: Party): Promise<Composed[]> => Promise.all(mails.map((mail) => composed({circle, gathering: one, inviter, from, changed, together: asked.together, nowMs: setting.nowMs}, mail)))
  const outcome = await doneWith({stage, asked, one, inviter, skipped, journal, needed: mails.flatMap(({to}) => to), compose})
  return {id, skipped, ...recorded(), ...outcome, notes: [...notes, ...(outcome.notes ?? []), ...unrecordedNotes(stage, id)]}
}

interface Doing {
  readonly stage: Stage
  readonly asked: Asked
  readonly one: Gathering
  readonly inviter: string
  readonly skipped: readonly Skip[]
  readonly journal: Journal
  readonly needed: readonly Result['need'][]
  readonly compose: (from: Party) => Promise<Composed[]>
}

async function doneWith({stage, asked, one, inviter, skipped, journal, needed, compose}: Doing): Promise<Outcome> {
  const {circle, context, setting, flags} = stage
  if (flags.dryRun || needed.length === 0) return {results: needed.map((need) => ({need, outcome: 'planned'}))}
  const own = partyOf(circle, inviter)
  const {way} = asked
  if (way.way === 'print') {
    const {mailsText} = await import('../invite/files.ts')
    const mails = await compose(own)
    return {results: needed.map((need) => ({need, outcome: 'printed'})), file: mailsText(mails, context.nowMs)}
  }
  const sent = `${setting.today} ${setting.time}`
  if (way.way === 'files') {
    const {mailPath, makeMailFolder, writeMails} = await import('../invite/files.ts')
    const mails = await compose(own)
    makeMailFolder(stage.shelf.root, way.folder)
    writeMails(way.folder, mails, flags.yes)
    journal.note(needed.map((need): Entry => ({member: need.member, by: inviter, state: 'gone', told: toldBy(need, sent)})))
    const results = mails.flatMap((mail) => mail.mail.to.map((need): Result => ({need, outcome: 'written', file: mailPath(way.folder, mail)})))
    return {results, notes: [writtenNote(mails.length, way.folder, one.id)]}
  }
  const {sendTo} = await import('../invite/hand-over.ts')
  const {results, stopped} = await sendTo({stage, inviter: own, by: inviter, sent, pauseMs: asked.pauseMs, journal, compose, ask: () => {
    context.notes.blocks(roundBlocks(circle, one, needed.map((need) => ({need, outcome: 'planned'})), skipped))
  }})
  const trouble = troubleOf(circle, one, results)
  if (trouble !== undefined) context.notes.blocks([[bad('error: '), trouble.message], [faint('hint: '), trouble.hint]])
  return {results, ...(trouble !== undefined ? {status: exitStatus.mail} : stopped ? {status: exitStatus.interrupted} : {})}
}

function writtenNote(count: number, folder: string, id: string): string {
  const [each, it] = count === 1 ? ['the file', 'It counts'] : ['each file', 'They count']
  return `Send ${each} in ${folder}: Outlook opens it as a draft, and sendmail takes it as it is (sendmail -t < FILE). ${it} as sent from now on; to have circle send instead: circle invite ${id} --again --send`
}

/** Other gatherings of which a run was cut off after mails had gone. */
function unrecordedNotes({circle, shelf}: Pick<Stage, 'circle' | 'shelf'>, id: string): string[] {
  return journaled(shelf.root).filter((other) => other !== id).flatMap((other) => {
    const pages = circle.gatherings.get(other)?.pages ?? new Map<string, MemberPage>()
    const gone = journalOf(shelf.root, other).entries().filter((entry) => entry.state === 'gone' && !isRecorded(pages, entry))
    return gone.length === 0 ? [] : [`What was sent about ${other} is not on record yet: circle invite ${other}`]
  })
}

/** Throws where nobody can be invited any more; true where only what went earlier is still to be recorded. */
function refusePast(circle: Circle, id: string, setting: Setting, kept: readonly Entry[]): boolean {
  const one = gatheringNamed(circle, id, setting)
  const why = one.status === 'held' ? 'has been held' : one.endMs <= setting.nowMs ? 'is over' : undefined
  if (why === undefined) return false
  if (kept.some(({state}) => state === 'gone')) return true
  throw new Fault('refused', `${id} ${why}`, {hint: '`circle schedule list` shows those to come'})
}

// The record

/** What a run that was cut off left, by member. */
function keptIn(entries: readonly Entry[]): Map<string, Told[]> {
  const kept = new Map<string, Told[]>()
  for (const {member, state, told} of entries) {
    const one: Told = state === 'going' ? {...told, unsure: true} : told
    kept.set(member, [...(kept.get(member) ?? []), one])
  }
  return kept
}

function isRecorded(pages: ReadonlyMap<string, MemberPage>, {by, member, told}: Entry): boolean {
  const stands = pages.get(by)?.invited?.[member]
  return stands?.sequence !== undefined && (stands.sequence > told.sequence || (stands.sequence === told.sequence && stands.method === told.method && stands.sent === told.sent))
}

/** What went, each on the page of who sent it. What stands there of a later mail stays. */
function recordWrites(circle: Circle, one: Gathering, gone: readonly Entry[]): RecordWrite[] {
  const pages = circle.gatherings.get(one.id)?.pages ?? new Map<string, MemberPage>()
  const fresh = gone.filter((entry) => !isRecorded(pages, entry)).toSorted((a, b) => a.told.sequence - b.told.sequence)
  const senders = [...new Set(fresh.map(({by}) => by))]
  const writes = senders.flatMap((by) => {
    const page = ownPage(circle, one.id, by)
    const invited: Record<string, Invited> = {...page.invited}
    for (const {member, told} of fresh.filter((entry) => entry.by === by)) {
      const {organizer, ...rest} = told
      invited[member] = {...rest, ...(organizer === by ? {} : {organizer})}
    }
    return ownPageWrites(circle, one, by, {...page, invited})
  })
  // Several pages of a date without a folder have one stub.
  return writes.filter((write, index) => write.kind !== 'gathering' || writes.findIndex(({kind}) => kind === 'gathering') === index)
}
