import {withObjectsAside} from '../../git/aside.ts'
import {recoverFirst} from '../../git/carry.ts'
import {hasDriver, setUpDriver} from '../../git/driver.ts'
import {readSettings} from '../../git/settings.ts'
import {readyToShare, synchronise} from '../../git/share/sync.ts'
import type {GitRoom, Shared, Sides} from '../../git/share/sync.ts'
import type {PathConflict} from '../../git/share/trees.ts'
import type {Choice} from '../../merge/conflict.ts'
import {Fault} from '../../model/fault.ts'
import {counted} from '../../schedule/words.ts'
import {hasSent, roomOf} from '../at-rest.ts'
import type {CommonFlags, FreeChange, FreeCommand, Input} from '../command.ts'
import {conflictBlocks, conflictJson, told} from '../conflict-words.ts'
import type {Told} from '../conflict-words.ts'
import type {Context} from '../context.ts'
import type {Hearing} from '../deed-clauses.ts'
import {circleRoot} from '../root.ts'
import {instantText} from '../../schedule/instant.ts'
import {hearingIn, hearingOf, readingAt, sharedBlocks, sharedJson, sidesOf, toMend} from '../shared-words.ts'
import {faint} from '../terminal/lines.ts'
import {askTrust} from '../trust.ts'
import {oneLine} from '../typed.ts'

/** After so long a person at a terminal hears what it waits for, in milliseconds. */
const patienceMs = 1_500

export const command: FreeCommand = {
  free: async (context, input, flags) => {
    const prefer = preferTyped(input.prefer)
    const room = await readyRoom(context, flags)
    if (flags.dryRun) return withObjectsAside(room.repository, () => share(room, {prefer, acceptRewritten: input.acceptRewritten === true}, context, flags))
    if (!hasDriver(await readSettings(room.repository.top))) await setUpDriver(room.repository, room.root)
    return share(room, {prefer, acceptRewritten: input.acceptRewritten === true}, context, flags)
  },
}

interface Typed {
  readonly prefer: 'mine' | 'theirs' | undefined
  readonly acceptRewritten: boolean
}

async function share(room: GitRoom, {prefer, acceptRewritten}: Typed, context: Context, flags: CommonFlags): Promise<FreeChange> {
  let asked: {conflicts: readonly Told[]; hearing: Hearing} | undefined
  const waiting = context.asks && !flags.quiet ? setTimeout(() => context.notes.blocks([faint('Fetching what the others shared, and sending what is new …')]), patienceMs) : undefined
  const decide = async (conflicts: readonly PathConflict[], sides: Sides): Promise<readonly Choice[] | undefined> => {
    clearTimeout(waiting)
    if (prefer !== undefined) return conflicts.map(() => prefer)
    asked = {conflicts: await told(room, conflicts, sides), hearing: await hearingOf(room, context, flags, sides.mine)}
    if (!context.asks || flags.dryRun) return undefined
    const {askConflicts} = await import('../sync-asks.ts')
    return askConflicts(asked.conflicts, asked.hearing, context)
  }
  const outcome = await synchronise(room, {manner: {asks: context.asks}, decide, dryRun: flags.dryRun, acceptRewritten}).finally(() => clearTimeout(waiting))
  if ('conflicts' in outcome) return undecided(asked!.conflicts, asked!.hearing, flags, context)
  return sharedChange(room, outcome, context, flags)
}

/** The repository of the circle around here, at rest and agreed to. */
async function readyRoom(context: Context, flags: CommonFlags): Promise<GitRoom> {
  if (!flags.commit) throw new Fault('usage', 'a sync shares commits, so --no-commit makes no sense here', {hint: 'leave the flag out'})
  const room = roomOf(circleRoot(context))
  const {root, repository} = room
  if (repository === undefined) throw new Fault('git', `the circle in ${root} is in no git repository, so it cannot be shared`, {hint: 'begin one: git init && git add -A && git commit -m "Begin". Then circle share <git-url>'})
  const notes = await recoverFirst(room, context.env.CIRCLE_WITHIN)
  if (notes.length > 0) context.notes.blocks(notes)
  await askTrust(context, repository)
  await readyToShare(repository)
  return {...room, repository}
}

function preferTyped(typed: Input[string]): 'mine' | 'theirs' | undefined {
  const word = oneLine(typed)
  if (word === undefined || word === 'mine' || word === 'theirs') return word
  throw new Fault('usage', `--prefer is mine or theirs, not ${word}`, {hint: 'mine keeps what was changed here, theirs what the others changed'})
}

/** What people must decide, as a list; exit 4, and nothing changed. */
function undecided(conflicts: readonly Told[], hearing: Hearing, flags: CommonFlags, context: Context): FreeChange {
  if (flags.json) return {status: 4, json: {conflicts: conflicts.map(conflictJson)}}
  context.notes.blocks(conflicts.flatMap((one) => [...conflictBlocks(one, hearing), '']))
  throw new Fault('decide', `${counted(conflicts.length, 'field was', 'fields were')} changed both here and by others; nothing has been changed or shared`, {
    hint: 'run circle sync at a terminal, and it asks about each; or --prefer mine, or --prefer theirs, for all of them',
  })
}

async function sharedChange(room: GitRoom, shared: Shared, context: Context, flags: CommonFlags): Promise<FreeChange> {
  const sides = await sidesOf(room, shared)
  // Where nothing was done on either side there is nothing to read, however long the circle's history is.
  const isStill = shared.after === shared.before && sides.cameIn.length === 0 && sides.wentOut.length === 0
  const reading = isStill ? undefined : await readingAt(room, shared.after)
  const hearing = reading === undefined ? undefined : await hearingIn(reading, room.root, context, flags)
  const told = {...shared, notes: [...shared.notes, ...(reading === undefined ? [] : await toMend(room, shared, reading)), ...(await unrecordedNotes(room, context))]}
  return {
    show: sharedBlocks(sides, told, hearing, flags.dryRun),
    json: sharedJson(sides, told, hearing, flags.dryRun),
    notes: told.notes,
  }
}

/** Mails of this clone that are on no page: the others cannot know of them. Most clones send nothing, and then nothing more is loaded. */
async function unrecordedNotes(room: GitRoom, {nowMs}: Context): Promise<string[]> {
  if (!hasSent(room)) return []
  const [{unrecordedCare}, {readShelf}] = await Promise.all([import('../invite/unrecorded.ts'), import('../../store/shelf.ts')])
  const all = await unrecordedCare(room.root, () => readShelf(room.root).circle, instantText(nowMs).slice(0, 10))
  return all.map(({gathering, said, todo}) => `${gathering === undefined ? said : `About ${gathering}: ${said}, so others may send it again`}: ${todo}`)
}
