/** Joins a circle that others share: a clone of it, with the newcomer's own page in it, shared again. */
import {basename} from 'node:path'
import {localPath, requireUrl, shownUrl} from '../../git/address.ts'
import {carryOut} from '../../git/carry.ts'
import {stateFolder} from '../../git/find.ts'
import {introduce, programsNamed} from '../../git/settings.ts'
import {removeSettled, withCloneAside} from '../../git/share/clone-aside.ts'
import type {Aside} from '../../git/share/clone-aside.ts'
import {synchronise} from '../../git/share/sync.ts'
import {Fault} from '../../model/fault.ts'
import {findCircle} from '../../store/find.ts'
import {readShelf} from '../../store/shelf.ts'
import type {Shelf} from '../../store/shelf.ts'
import type {CommonFlags, FreeChange, FreeCommand, Input} from '../command.ts'
import type {Context} from '../context.ts'
import {askJoining, charterBlocks} from '../join-answers.ts'
import type {Joining} from '../join-member.ts'
import {joinedBlocks} from '../join-words.ts'
import {settingIn} from '../setting.ts'
import {wayTo} from '../shell-word.ts'
import {askTrustAt} from '../trust.ts'
import {diffBlocks} from '../terminal/diff.ts'
import {fileWrites} from '../writes.ts'

export const command: FreeCommand = {
  free: async (context, input, flags) => {
    const url = requireUrl(input['git-url'] as string, context.path('.'))
    const place = context.path(typeof input.dir === 'string' ? input.dir : folderName(url))
    const around = findCircle(place)
    if (around === place) throw new Fault('refused', `${place} is a circle already`, {hint: 'if it is this one, go there, and fetch what is new with circle sync. Else name another folder: circle join <git-url> <dir>'})
    if (around !== undefined) throw new Fault('refused', `${place} lies inside the circle in ${around}`, {hint: 'go to a folder outside of it, or name one'})
    const path = localPath(url, context.path('.'))
    if (path !== undefined && !flags.dryRun) await askTrustAt(context, path)
    return withCloneAside({place, url, manner: {asks: context.asks}}, (aside) => join({aside, place, url, context, input, flags}))
  },
}

interface Guest {
  readonly aside: Aside
  readonly place: string
  readonly url: string
  readonly context: Context
  readonly input: Input
  readonly flags: CommonFlags
}

/** What a clone of this address is called: its last part. */
function folderName(url: string): string {
  const name = basename(url.replace(/[\\/]+$/, '').replace(/[\\/]\.git$/, '').replace(/^.*[:\\]/, '')).replace(/\.git$/, '')
  if (name !== '' && name !== '.' && name !== '..') return name
  throw new Fault('usage', `${shownUrl(url)} does not say what the folder should be called`, {hint: 'name it: circle join <git-url> <dir>'})
}

async function join(guest: Guest): Promise<FreeChange> {
  const {aside, context, input, flags} = guest
  const shelf = soundShelf(aside.root)
  const {circle} = shelf
  const setting = settingIn(context, circle.charter.timezone)
  const known = await context.identity(aside.root)
  const shown = charterBlocks(circle)
  if (!flags.json && !flags.quiet) context.notes.blocks(shown)
  const joining = await askJoining({context, circle, input, flags, today: setting.today, known})
  const writes = fileWrites(aside.root, shelf.texts, joining.writes)
  const about = {circle: {dir: aside.rootToBe, id: circle.charter.id, name: circle.charter.name, purpose: circle.charter.purpose, promises: circle.charter.promises ?? [], timezone: circle.charter.timezone}}
  if (flags.dryRun) {
    const files = writes.map(({path, before, after}) => ({path, before: before ?? null, after: after ?? null}))
    const show = writes.length === 0 ? ['Nothing would be written but the clone.'] : writes.flatMap((write) => diffBlocks(write.path, write.before, write.after))
    return {show, json: {dryRun: true, ...about, member: {id: joining.id, ...joining.member}, files}}
  }
  const arrived = await arrive(guest, shelf, joining)
  const {root} = arrived.shelf
  const isNew = !circle.members.has(joining.id)
  return {
    show: joinedBlocks(arrived.shelf.circle, joining, {isNew, root, way: wayTo(context.path('.'), root), zone: context.zone()}, setting),
    notes: [...arrived.notes],
    json: {...about, member: {id: joining.id, ...joining.member}, new: isNew, commit: arrived.commit ?? null, shared: arrived.failure === undefined},
    ...(arrived.failure === undefined ? {} : {status: 5}),
  }
}

/** The circle of the clone. A fault in its files is for those who can mend them. */
function soundShelf(root: string): Shelf {
  try {
    return readShelf(root)
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'unsound') throw error
    throw new Fault('unsound', error.message, {...(error.place === undefined ? {} : {place: error.place}), hint: 'nothing was written here; tell somebody in the circle, whom `circle check` shows it', cause: error})
  }
}

interface Arrived {
  readonly shelf: Shelf
  readonly commit?: string
  /** Why it is not shared yet. */
  readonly failure?: Fault
  readonly notes: readonly string[]
}

/**
 * Writes and commits the page, puts the clone into its place, shares it. The page comes first, so that a place never holds a
 * clone without it; but hooks of the user's own template may run only where the user will see them.
 */
async function arrive(guest: Guest, shelf: Shelf, joining: Joining): Promise<Arrived> {
  const {aside, place, context, flags} = guest
  const isPlain = (await programsNamed(aside.repository)).length === 0
  const early = isPlain ? await written(guest, aside, shelf, joining) : undefined
  const {root, repository} = await aside.settle()
  const {commit, notes, paths} = early ?? (await writtenInPlace(guest, {root, repository}, shelf, joining, place))
  const failure = commit === undefined ? undefined : await shareFirst({root, repository, state: stateFolder(root, repository)}, context)
  if (commit !== undefined) notes.push(`Wrote ${paths}, commit ${commit.slice(0, 7)}${failure === undefined ? ', and shared it' : ''}.`)
  if (paths !== '' && !flags.commit) notes.push(`Wrote ${paths}, not committed. \`circle sync\` commits and shares it.`)
  if (failure !== undefined) notes.push(`Not shared yet: ${failure.message}.`, ...(failure.hint === undefined ? [] : [failure.hint]), 'All is saved here; `circle sync` in that folder tries again.')
  return {shelf: readShelf(root), ...(commit === undefined ? {} : {commit}), ...(failure === undefined ? {} : {failure}), notes}
}

interface Written {
  readonly commit?: string
  readonly notes: string[]
  /** The files that were written, for people; empty when the member was known already. */
  readonly paths: string
}

async function written({flags}: Guest, {root, repository}: Pick<Aside, 'root' | 'repository'>, shelf: Shelf, joining: Joining): Promise<Written> {
  const {name, email} = joining.member
  const writes = fileWrites(root, shelf.texts, joining.writes)
  // Where git knows another address, this one holds in this clone, so that circle knows who is at the keyboard.
  if (email !== undefined) await introduce(repository, {name, email}, true)
  if (writes.length === 0) return {notes: [], paths: ''}
  const {committed, notes} = await carryOut({root, repository, state: stateFolder(root, repository), writes, message: joining.message, commit: flags.commit})
  return {...(committed === undefined ? {} : {commit: committed}), notes: [...notes], paths: writes.map(({path}) => path).join(', ')}
}

async function writtenInPlace(guest: Guest, where: Pick<Aside, 'root' | 'repository'>, shelf: Shelf, joining: Joining, place: string): Promise<Written> {
  try {
    return await written(guest, where, shelf, joining)
  } catch (error) {
    removeSettled(place)
    throw error
  }
}

/** Undefined when the page is shared; else what stood in the way. */
async function shareFirst(room: Parameters<typeof synchronise>[0], context: Context): Promise<Fault | undefined> {
  try {
    const shared = await synchronise(room, {manner: {asks: context.asks}, decide: async () => undefined})
    if ('conflicts' in shared) return new Fault('decide', 'somebody else changed your page at the same time', {hint: '`circle sync` asks what to keep'})
    return undefined
  } catch (error) {
    if (error instanceof Fault && error.kind !== 'interrupted') return error
    throw error
  }
}
