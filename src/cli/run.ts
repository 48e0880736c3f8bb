/** The runner: reads the circle, lets a command decide, writes and commits what it decided, shows it, gives the exit status. */
import {carryOut, repositoryAround, underLock} from '../git/carry.ts'
import type {Carried} from '../git/carry.ts'
import {Fault} from '../model/fault.ts'
import {memberByEmail, memberNamed} from '../model/members.ts'
import {readShelf} from '../store/shelf.ts'
import type {Shelf} from '../store/shelf.ts'
import type {Write} from '../store/write.ts'
import {writeExports} from '../store/export.ts'
import {atRest, roomOf} from './at-rest.ts'
import type {Change, CircleCommand, CommonFlags, FreeChange, FreeCommand, Stage} from './command.ts'
import type {Context} from './context.ts'
import type {Request} from './program.ts'
import {circleRoot} from './root.ts'
import {settingIn} from './setting.ts'
import {diffBlocks} from './terminal/diff.ts'
import {askTrust} from './trust.ts'
import {welcome} from './welcome.ts'
import {fileWrites} from './writes.ts'

type CommandRequest = Extract<Request, {kind: 'command'}>

/** Runs one command and gives its exit status. Throws a Fault when it cannot be done; then nothing has changed. */
export async function run({specification, input, flags, bare}: CommandRequest, context: Context): Promise<number> {
  if (bare && flags.dir === undefined && !hasCircle(context)) {
    if (flags.json) context.out.json({circle: null})
    else context.out.blocks(welcome)
    return 0
  }
  const {command} = await specification.load()
  const free = 'free' in command ? command : await command.instead?.(input)
  if (free !== undefined) return runFree(free, input, flags, context)
  return runOnCircle(command as CircleCommand<unknown>, input, flags, context)
}

function hasCircle(context: Context): boolean {
  try {
    circleRoot(context)
    return true
  } catch (error) {
    if (error instanceof Fault && error.kind === 'missing') return false
    throw error
  }
}

async function runFree(command: FreeCommand, input: CommandRequest['input'], flags: CommonFlags, context: Context): Promise<number> {
  const change = await command.free(context, input, flags)
  const {root} = change
  if (root === undefined) {
    if (!flags.dryRun) writeExports(change.exports ?? [], flags.yes)
    return show(change, [], flags, context)
  }
  const writes = fileWrites(root, new Map(), change.writes ?? [])
  if (flags.dryRun) return showDiff(writes, change, flags, context)
  const carried = await found(root, change, writes, flags, context)
  return finish(await followed(root, change, flags, context), writes, carried, flags, context)
}

async function found(root: string, {message = 'Found a circle', ownRepository: own}: FreeChange, writes: readonly Write[], flags: CommonFlags, context: Context): Promise<Carried> {
  const around = flags.commit ? repositoryAround(root, own !== undefined) : undefined
  if (around !== undefined) await askTrust(context, around)
  const {foundCircle} = await import('../git/found.ts')
  return foundCircle({root, own, writes, message, commit: flags.commit})
}

/** What to show of a circle that has just been founded. */
async function followed(root: string, change: FreeChange, flags: CommonFlags, context: Context): Promise<Change> {
  if (change.next === undefined) return change
  const next = await change.next(stageOf(readShelf(root), flags, context))
  writeExports(next.exports ?? [], flags.yes)
  return {...change, ...next}
}

async function runOnCircle(command: CircleCommand<unknown>, input: CommandRequest['input'], flags: CommonFlags, context: Context): Promise<number> {
  const root = circleRoot(context)
  const room = roomOf(root)
  const {value: shelf, notes: recovered} = await atRest(room, context, () => readShelf(root))
  const stage = stageOf(shelf, flags, context)
  const answers = await command.answers(stage, input)
  const change = command.change(shelf.circle, answers, stage.setting)
  if ((change.writes ?? []).length === 0) {
    if (!flags.dryRun) writeExports(change.exports ?? [], flags.yes)
    if (!flags.dryRun) change.after?.()
    return show(change, recovered, flags, context)
  }
  if (flags.dryRun) return showDiff(fileWrites(root, shelf.texts, change.writes!), change, flags, context)
  if (flags.commit && room.repository !== undefined) await askTrust(context, room.repository)
  const {decided, writes, carried} = await underLock(room, async (held, notes) => {
    // Decided again, on what is there now: another process may have written since the questions were asked.
    const now = readShelf(root)
    const decided = command.change(now.circle, answers, stage.setting)
    const writes = fileWrites(root, now.texts, decided.writes ?? [])
    const carried = await carryOut({...room, writes, message: decided.message ?? 'Change the circle', commit: flags.commit, held})
    return {decided, writes, carried: {...carried, notes: [...recovered, ...notes, ...carried.notes]}}
  })
  writeExports(decided.exports ?? [], flags.yes)
  return finish(decided, writes, carried, flags, context)
}

function stageOf(shelf: Shelf, flags: CommonFlags, context: Context): Stage {
  const {circle} = shelf
  return {
    shelf,
    circle,
    context,
    flags,
    setting: settingIn(context, circle.charter.timezone),
    actor: async () => {
      if (flags.as !== undefined) return memberNamed(circle.members, flags.as)
      const {email} = await context.identity(shelf.root)
      return email === undefined ? undefined : memberByEmail(circle.members, email)
    },
  }
}

function finish(change: Change, writes: readonly Write[], carried: Carried, flags: CommonFlags, context: Context): number {
  change.after?.()
  const status = show(change, carried.notes, flags, context)
  if (!flags.quiet && !flags.json) context.notes.blocks([writtenLine(writes, carried, flags)])
  return status
}

function writtenLine(writes: readonly Write[], {committed}: Carried, {commit}: CommonFlags): string {
  if (writes.length === 0) return 'Nothing changed: it was so already.'
  const [wrote, removed] = [writes.filter(({after}) => after !== undefined), writes.filter(({after}) => after === undefined)]
  const done = [...(wrote.length > 0 ? [`wrote ${listed(wrote)}`] : []), ...(removed.length > 0 ? [`removed ${listed(removed)}`] : [])].join('; ')
  const left = commit ? ', not committed: this is no git repository' : ', not committed'
  const outcome = committed === undefined ? left : `, commit ${committed.slice(0, 7)}`
  return `${done[0]!.toUpperCase()}${done.slice(1)}${outcome}.`
}

function listed(writes: readonly Write[]): string {
  const more = writes.length > 4 ? ` and ${writes.length - 4} more` : ''
  return writes.slice(0, 4).map(({path}) => path).join(', ') + more
}

function show(change: Change, notes: readonly string[], flags: CommonFlags, context: Context): number {
  const remarks = [...notes, ...(change.notes ?? [])]
  if (flags.json) context.out.json(change.json ?? {})
  else if (change.file !== undefined) context.out.exact(change.file)
  else if (!(flags.quiet && (change.writes ?? []).length > 0)) context.out.blocks(change.show ?? [])
  if (!flags.quiet && remarks.length > 0) context.notes.blocks(remarks)
  return change.status ?? 0
}

function showDiff(writes: readonly Write[], change: Change, flags: CommonFlags, context: Context): number {
  if (flags.json) context.out.json({dryRun: true, files: writes.map(({path, before, after}) => ({path, before: before ?? null, after: after ?? null}))})
  else context.out.blocks(writes.length === 0 ? ['Nothing would change.'] : writes.flatMap(({path, before, after}) => diffBlocks(path, before, after)))
  if (!flags.quiet && !flags.json && change.foreseen !== undefined) context.notes.blocks(change.foreseen)
  if (!flags.quiet && change.notes !== undefined) context.notes.blocks(change.notes)
  return 0
}
