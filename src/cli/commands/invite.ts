import {eventsOf} from '../../calendar/events.ts'
import type {Party} from '../../calendar/event.ts'
import {mailsOf, needsOf, saidOf, withoutTopic} from '../../calendar/invitations.ts'
import type {Round, Skip, Told} from '../../calendar/invitations.ts'
import {isSame, lastTold, toldNow} from '../../calendar/told.ts'
import {isPlainAddress} from '../../calendar/text.ts'
import {readSettings} from '../../git/settings.ts'
import type {Circle} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {Invited, MemberPage} from '../../model/gathering.ts'
import {shortName} from '../../model/members.ts'
import {readWhen, whenText} from '../../model/when.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {resolveWall, wallOf} from '../../schedule/instant.ts'
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
import {requireCommittable} from '../invite/committable.ts'
import {isAtWork, journalOf, onlyRun, tidy} from '../invite/journal.ts'
import type {Entry, Journal} from '../invite/journal.ts'
import {inviteesOn} from '../invite/people.ts'
import type {Result} from '../invite/send.ts'
import {unrecordedAmong, unrecordedIn} from '../invite/unrecorded.ts'
import {otherNotes} from '../invite/untold.ts'
import {gatheringDue} from '../invite/which.ts'
import {copyNotes, organizerNotes, roundBlocks, skipNotes, stoppedNote, topicNotes, troubleOf, wordsBlocks} from '../invite/words.ts'
import {ownPage, ownPageWrites, shortWhen, speakerOf} from '../own-page.ts'
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
  /** The gathering as the mails have it. */
  readonly said: Gathering
  /** What went in a run that was cut off, or in one that is at work now. */
  readonly earlier: readonly Entry[]
  /** Whether this run puts that on record. */
  readonly isRecorded: boolean
  /** Another run is at work, so what looks left over is not. */
  readonly isAtWork: boolean
  /** Members who have all but a topic that is new. */
  readonly topicless: readonly string[]
  /** Other clones get the record with the next sync. */
  readonly isShared: boolean
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
    if (!isRecorded(stage, asked)) return {...(await roundOf(stage, asked, id, inviter)), about: due.notes}
    requireOpen(stage.circle, id, stage.setting, unrecordedAmong(stage.circle, id, journalOf(root, id).entries()))
    const release = await onlyRun(root)
    tidy(root, stage.setting.today)
    // Another run may have sent and written since this one began.
    const {value: shelf} = await atRest(roomOf(root), context, () => readShelf(root))
    const answers = await roundOf({...stage, shelf, circle: shelf.circle}, asked, id, inviter)
    return {...answers, about: due.notes, settled: () => {
      answers.settled()
      release()
    }}
  },

  change: (circle, {id, said, results, skipped, gone, earlier, isRecorded: isToRecord, isAtWork: another, topicless, isShared, settled, status, file, about = [], notes = []}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    const called = (some: readonly {readonly member: string}[]): string => listed([...new Set(some.map(({member}) => shortName(circle.members, member)))])
    const writes = recordWrites(circle, one, gone)
    return {
      writes,
      message: `Invite to ${id}: ${[...new Set(gone.map(({member}) => member))].join(', ')}`,
      show: roundBlocks(circle, said, results, skipped),
      notes: [
        ...about,
        ...(earlier.length === 0 || another ? [] : [`What was sent to ${called(earlier)} earlier was not on record: ${isToRecord ? 'it is now' : `circle invite ${id} records it`}.`]),
        ...(another ? ['Another `circle invite` is at work in this clone: who still needs a mail is known when it has ended.'] : []),
        ...skipNotes(circle, one, another ? skipped.filter(({why}) => why !== 'unsure') : skipped),
        ...topicNotes(circle, one, topicless),
        ...meanwhileNotes(circle, said, one, results),
        ...copyNotes(circle, results),
        ...organizerNotes(circle, results),
        ...notes,
        ...(isShared && writes.length > 0 ? ['`circle sync` tells the others who was sent what, so that they send it to nobody again.'] : []),
        ...otherNotes(circle, id, setting.nowMs),
      ],
      json: {
        gathering: gatheringJson(said),
        mails: results.map(mailJson),
        skipped,
        ...(file === undefined ? {} : {text: file}),
      },
      ...(file === undefined ? {} : {file}),
      ...(status === undefined ? {} : {status}),
      after: settled,
    }
  },
})

/** Somebody changed it or called it off while the mails went. */
function meanwhileNotes(circle: Circle, said: Gathering, one: Gathering, results: readonly Result[]): string[] {
  const went = results.filter(({outcome}) => outcome === 'sent' || outcome === 'written' || outcome === 'unsure')
  const wentTo = went.map(({need}) => shortName(circle.members, need.member))
  if (went.length === 0 || (isSame(saidOf(said), saidOf(one)) && said.status === one.status)) return []
  const settled = one.status === 'cancelled' ? 'It was called off while the mails went' : 'It takes place after all, which was said while the mails went'
  const what = said.status === one.status ? `It was changed while the mails went, and is now ${shortWhen(circle, one)}` : settled
  return [`${what}. The mails say what stands above: circle invite ${one.id} tells ${listed(wentTo)}.`]
}

function mailJson({need: {member, method, sequence}, outcome, file, reason}: Result): Record<string, unknown> {
  return {member, method, sequence, outcome, ...defined({file, reason})}
}

/** People who would say whom to invite, and not to what, are told how. */
function gatheringMeant(circle: Circle, typed: string, setting: Setting): Gathering {
  try {
    return gatheringNamed(circle, typed, setting)
  } catch (error) {
    const member = error instanceof Fault && error.kind === 'unknown' ? memberCalled(circle, typed) : undefined
    if (member !== undefined) throw new Fault('usage', `${typed} is a member, not a gathering`, {hint: `circle invite --to ${member}`, cause: error})
    if (typed.includes('@')) throw new Fault('usage', `${typed} is no gathering`, {hint: 'somebody new becomes a member first: circle member add "Bo Ek <bo@example.org>"', cause: error})
    throw error
  }
}

function memberCalled({members}: Circle, typed: string): string | undefined {
  const wanted = typed.trim().toLowerCase()
  return [...members].find(([id, {name}]) => id === wanted || name.toLowerCase() === wanted)?.[0]
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
  const earlier = unrecordedAmong(circle, id, entries)
  const isToRecord = isRecorded(stage, asked)
  // A run that records has the lock itself.
  const another = !isToRecord && (await isAtWork(shelf.root))
  const isShared = isToRecord && (await hasUpstream(shelf.root))
  const recorded = (): Omit<Answers, 'id' | 'skipped' | 'topicless' | keyof Outcome> => (
    {said: one, gone: isToRecord ? unrecordedAmong(circle, id, journal.entries()) : [], earlier, isRecorded: isToRecord, isAtWork: another, isShared, settled: journal.settle}
  )
  requireOpen(circle, id, setting, isToRecord ? earlier : [])
  if (whyClosed(one, setting) !== undefined) return {id, results: [], skipped: [], topicless: [], ...recorded()}
  const {changed, notes} = await historyOf(stage)
  const people = inviteesOn(circle, one.start.day, pages)
  const told = toldNow(lastTold(pages, keptIn(entries)), people)
  const round: Round = {
    gathering: one,
    people,
    told,
    revision: eventsOf(circle, [one], changed)[0]!.sequence,
    inviter,
    again: asked.again,
    ...(asked.to === undefined ? {} : {to: asked.to}),
  }
  const {needs, skipped} = needsOf(round)
  const mails = mailsOf(needs, round, asked.together)
  const stampMs = stampFor(mails.flatMap(({to}) => to), told, circle.charter.timezone, setting.nowMs)
  const occasion = {circle, gathering: one, inviter, changed, together: asked.together, nowMs: setting.nowMs, stampMs}
  const compose = (from: Party): Promise<Composed[]> => Promise.all(mails.map((mail) => composed({...occasion, from}, mail)))
  const sent = whenText(wallOf(circle.charter.timezone, stampMs))
  const outcome = await doneWith({stage, asked, one, inviter, skipped, journal, needed: mails.flatMap(({to}) => to), sent, compose})
  const unrecorded = another ? [] : otherUnrecorded(stage, id)
  return {id, skipped, topicless: withoutTopic(round, skipped), ...recorded(), ...outcome, notes: [...notes, ...(outcome.notes ?? []), ...unrecorded]}
}

interface Doing {
  readonly stage: Stage
  readonly asked: Asked
  readonly one: Gathering
  readonly inviter: string
  readonly skipped: readonly Skip[]
  readonly journal: Journal
  readonly needed: readonly Result['need'][]
  /** The time of the record, wall-clock where the circle is at home. */
  readonly sent: string
  readonly compose: (from: Party) => Promise<Composed[]>
}

/** Shows, prints, writes or sends the mails, as was asked. */
async function doneWith(doing: Doing): Promise<Outcome> {
  const {stage: {context, flags}, asked: {way}, needed} = doing
  if (flags.dryRun || needed.length === 0) {
    if (needed.length > 0 && way.way === 'send') await requireMailer(context)
    return {results: needed.map((need) => ({need, outcome: 'planned'}))}
  }
  if (way.way === 'print') return printed(doing)
  return way.way === 'files' ? writtenTo(way.folder, doing) : handedOver(doing)
}

async function printed({stage: {circle, context, flags}, one, inviter, skipped, needed, compose}: Doing): Promise<Outcome> {
  const {mailsText} = await import('../invite/files.ts')
  const mails = await compose(partyOf(circle, inviter))
  const results = needed.map((need): Result => ({need, outcome: 'printed'}))
  // At a terminal a person wants to know what it says; a pipe gets the mails as they are.
  if (process.stdout.isTTY === true && !flags.json && !flags.quiet) {
    context.notes.blocks([...roundBlocks(circle, one, results, skipped), ...mails.flatMap((mail) => wordsBlocks(circle, mail))])
  }
  return {results, file: mailsText(mails, context.nowMs)}
}

async function writtenTo(folder: string, {stage, one, inviter, journal, needed, sent, compose}: Doing): Promise<Outcome> {
  const {earlierMails, mailPath, makeMailFolder, writeMails} = await import('../invite/files.ts')
  const mails = await compose(partyOf(stage.circle, inviter))
  await requireCommittable(stage)
  makeMailFolder(stage.shelf.root, folder)
  const earlier = earlierMails(folder, mails)
  writeMails(folder, mails, stage.flags.yes)
  journal.note(needed.map((need): Entry => ({member: need.member, by: inviter, state: 'gone', told: toldBy(need, sent)})))
  const results = mails.flatMap((mail) => mail.mail.to.map((need): Result => ({need, outcome: 'written', file: mailPath(folder, mail)})))
  return {results, notes: [writtenNote(mails.length, folder, one.id), ...earlierNotes(earlier)]}
}

async function handedOver({stage, asked: {pauseMs}, one, inviter, skipped, journal, needed, sent, compose}: Doing): Promise<Outcome> {
  const {circle, context: {notes}} = stage
  const {sendTo} = await import('../invite/hand-over.ts')
  const ask = (): void => notes.blocks(roundBlocks(circle, one, needed.map((need) => ({need, outcome: 'planned'})), skipped))
  const {results, stopped} = await sendTo({stage, inviter: partyOf(circle, inviter), by: inviter, sent, pauseMs, journal, compose, ask})
  const trouble = troubleOf(circle, one, results)
  if (trouble !== undefined) {
    notes.blocks([[bad('error: '), trouble.message], [faint('hint: '), trouble.hint]])
    return {results, status: exitStatus.mail}
  }
  if (!stopped) return {results}
  notes.blocks([stoppedNote(circle, results)])
  return {results, status: exitStatus.interrupted}
}

/** What keeps a real run from sending keeps a dry one too. Nothing is connected. */
async function requireMailer(context: Stage['context']): Promise<void> {
  const {openMailer} = await import('../mail/deliver.ts')
  const mailer = await openMailer(context)
  await mailer.close()
}

/** Whether the circle is shared with other clones. */
async function hasUpstream(root: string): Promise<boolean> {
  const {repository} = roomOf(root)
  return repository !== undefined && (await readSettings(repository.top)).some(({name}) => /^remote\..+\.url$/s.test(name))
}

function writtenNote(count: number, folder: string, id: string): string {
  const [each, it] = count === 1 ? ['the file', 'It counts'] : ['each file', 'They count']
  return `Send ${each} in ${folder}: Outlook opens it as a draft, and sendmail takes it as it is (sendmail -t < FILE). ${it} as sent from now on; to have circle send instead: circle invite ${id} --again --send`
}

/** Whoever sends all that lies in a folder would send these twice. */
function earlierNotes(names: readonly string[]): string[] {
  if (names.length === 0) return []
  const called = names.length > 3 ? `${names.length} files` : listed(names)
  return [`${called} of earlier runs ${names.length === 1 ? 'lies' : 'lie'} there too: send only what you have not sent yet.`]
}

/** Other gatherings of which a run was cut off after mails had gone. */
function otherUnrecorded({circle, shelf, setting}: Pick<Stage, 'circle' | 'shelf' | 'setting'>, id: string): string[] {
  return unrecordedIn(shelf.root, () => circle, setting.today, id).map(({gathering}) => `What was sent about ${gathering} is not on record yet: circle invite ${gathering}`)
}

/**
 * The time that mails bear: now. Calendars take, of two messages of one SEQUENCE, that with the later DTSTAMP (RFC 5546 2.1.5), so a
 * mail which repeats an edition is stamped later than the one before, also where the clock went back; by more than a year it did not.
 */
function stampFor(needs: readonly Result['need'][], told: ReadonlyMap<string, Told>, timezone: string, nowMs: number): number {
  const before = needs.flatMap(({member, sequence}) => {
    const last = told.get(member)
    const when = last?.sequence === sequence ? readWhen(last.sent) : undefined
    return when?.time === undefined ? [] : [resolveWall(timezone, when.day, when.time).ms]
  }).filter((ms) => ms < nowMs + 366 * 86_400_000)
  const latest = Math.max(...before, 0)
  return nowMs >= latest ? Math.max(nowMs, latest + 1000) : latest + 60_000
}

/** Whether the run leaves a record: one that only shows what it would do, or prints its mails, leaves none. */
function isRecorded({flags}: Pick<Stage, 'flags'>, {way}: Pick<Asked, 'way'>): boolean {
  return !flags.dryRun && way.way !== 'print'
}

/** Why nobody can be invited any more, or undefined. */
function whyClosed({status, endMs}: Gathering, {nowMs}: Setting): string | undefined {
  if (status === 'held') return 'has been held'
  return endMs <= nowMs ? 'is over' : undefined
}

/** Throws where nobody can be invited any more, unless something that went earlier is still to be recorded. */
function requireOpen(circle: Circle, id: string, setting: Setting, kept: readonly Entry[]): void {
  const why = whyClosed(gatheringNamed(circle, id, setting), setting)
  if (why === undefined || kept.some(({state}) => state === 'gone')) return
  throw new Fault('refused', `${id} ${why}`, {hint: '`circle schedule list` shows those to come'})
}

// The record

/** What a run that was cut off left, by member. */
function keptIn(entries: readonly Entry[]): Map<string, Told[]> {
  const kept = new Map<string, Told[]>()
  for (const {member, by, state, told} of entries) {
    const one: Told = {...told, by, ...(state === 'going' ? {unsure: true} : {})}
    kept.set(member, [...(kept.get(member) ?? []), one])
  }
  return kept
}

/** What went, each on the page of who sent it. What stands there of a later mail stays. */
function recordWrites(circle: Circle, one: Gathering, gone: readonly Entry[]): RecordWrite[] {
  const fresh = unrecordedAmong(circle, one.id, gone).toSorted((a, b) => a.told.sequence - b.told.sequence)
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
