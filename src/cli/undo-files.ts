/** What becomes of each file when a commit is taken back, while all that came after it stays. */
import type {Conflict} from '../merge/conflict.ts'
import {mergeLines} from '../merge/lines.ts'
import {textIn} from '../git/objects.ts'
import {mergeTexts} from '../git/share/texts.ts'
import {Fault} from '../model/fault.ts'
import {gatheringPath, isOwnPage, placeOf, sharedPathOf} from '../store/kinds.ts'
import type {Location} from '../store/kinds.ts'

/** A file that the commit changed, in three versions; undefined where there is none. */
export interface Versions {
  readonly path: string
  /** Before the commit. */
  readonly was: Buffer | undefined
  /** As the commit left it. */
  readonly did: Buffer | undefined
  /** In the folder. */
  readonly now: Buffer | undefined
}

/** What becomes of one file. Texts are UTF-8, or with `latin1` bytes one to one. */
export type Outcome =
  | {readonly change: 'none'; readonly path: string}
  | {readonly change: 'conflict'; readonly path: string; readonly conflicts: readonly Conflict[]}
  | {readonly change: 'removed'; readonly path: string; readonly before: string; readonly encoding?: 'latin1'}
  | {
    /** `emptied`: others may have it, so it stays with as little as there can be in it. */
    readonly change: 'restored' | 'changed' | 'emptied'
    readonly path: string
    readonly before: string | undefined
    readonly text: string
    readonly encoding?: 'latin1'
    /** The same done to another version of the file; undefined when that cannot be done. */
    readonly onto: (other: string | undefined) => string | undefined
  }

/** What bears on files that the commit made. */
export interface Manner {
  /** The commit, as a person knows it, for messages. */
  readonly called: string
  /** Others may have the commit: then nothing is deleted. */
  readonly shared: boolean
  /** True for a file that goes, or was never there: a shared page goes only when no other page needs it. */
  readonly isAlone: (path: string) => boolean
}

/** What becomes of a file. Throws `refused` for one that the commit made and that cannot go any more, `unsound` for one that cannot be read. */
export function takenBack(versions: Versions, manner: Manner): Outcome {
  const {path, was, did, now} = versions
  if (same(was, now)) return {change: 'none', path}
  if (did === undefined) return restored(versions)
  if (was === undefined) return unmade(versions, manner)
  if (now === undefined) return {change: 'conflict', path, conflicts: [{field: []}]}
  const texts = textsOf([was, did, now])
  if (texts === undefined) return asBytes(versions)
  const [before = '', begun = '', current = ''] = texts
  return merged(path, current, begun, before, 'changed')
}

function same(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other)
}

function textsOf(versions: readonly Buffer[]): string[] | undefined {
  const texts = versions.map((bytes) => (bytes.includes(0) ? undefined : textIn(bytes)))
  return texts.includes(undefined) ? undefined : (texts as string[])
}

/** A file that the commit deleted: it comes back where nothing else stands. */
function restored({path, was, now}: Versions): Outcome {
  if (now !== undefined || was === undefined) return {change: 'conflict', path, conflicts: [{field: []}]}
  const text = textsOf([was])?.[0]
  const content = text === undefined ? {text: was.toString('latin1'), encoding: 'latin1' as const} : {text}
  return {change: 'restored', path, before: undefined, ...content, onto: (other) => (other === undefined ? content.text : undefined)}
}

/** A file that is no text is one version's, whole. */
function asBytes({path, was, did, now}: Versions): Outcome {
  if (was === undefined || now === undefined || !same(did, now)) return {change: 'conflict', path, conflicts: [{field: []}]}
  const [before, text] = [now.toString('latin1'), was.toString('latin1')]
  return {change: 'changed', path, before, text, encoding: 'latin1', onto: (other) => (other === before ? text : undefined)}
}

/** Three versions of a text: `base` as the commit left it, `theirs` as it was before. */
function merged(path: string, mine: string, base: string, theirs: string, change: 'changed' | 'emptied'): Outcome {
  const {text, conflicts} = mergedText(path, {mine, base, theirs})
  if (conflicts.length > 0) return {change: 'conflict', path, conflicts}
  if (text === mine) return {change: 'none', path}
  const onto = (other: string | undefined): string | undefined => {
    if (other === undefined) return undefined
    try {
      const outcome = mergedText(path, {mine: other, base, theirs})
      return outcome.conflicts.length > 0 ? undefined : outcome.text
    } catch (error) {
      if (error instanceof Fault && error.kind === 'unsound') return undefined
      throw error
    }
  }
  return {change, path, before: mine, text, onto}
}

interface Three {
  readonly mine: string
  readonly base: string
  readonly theirs: string
}

function mergedText(path: string, {mine, base, theirs}: Three): {text: string; conflicts: readonly Conflict[]} {
  const place = placeOf(path)
  if (place !== undefined) return mergeTexts(place, {mine, base, theirs}, () => undefined)
  // Where the folder has other line ends than git, that is no change of anybody's.
  const windows = mine.includes('\r\n') && !base.includes('\r\n')
  const lines = (text: string): string[] => (windows ? text.replaceAll('\r\n', '\n') : text).split('\n')
  const hunks = mergeLines(lines(base), lines(mine), lines(theirs))
  const conflicts = hunks.flatMap((hunk): Conflict[] => (hunk.kind === 'clean' ? [] : [{field: [], base: hunk.base.join('\n'), mine: hunk.mine.join('\n'), theirs: hunk.theirs.join('\n')}]))
  const text = hunks.flatMap((hunk) => (hunk.kind === 'clean' ? hunk.lines : hunk.mine)).join(windows ? '\r\n' : '\n')
  return {text, conflicts}
}

/** A file that the commit made: it goes while nobody else can have it and nobody has changed it; else it is emptied. */
function unmade({path, did, now}: Versions, manner: Manner): Outcome {
  if (did === undefined || now === undefined) return {change: 'none', path}
  const texts = textsOf([did, now])
  const place = placeOf(path)
  const isAsMade = same(did, now) || (texts !== undefined && plainEnds(texts[0]!) === plainEnds(texts[1]!))
  const needed = place !== undefined && sharedPathOf(place) === path && !manner.isAlone(path)
  if (isAsMade && !manner.shared && !needed) {
    return texts === undefined ? {change: 'removed', path, before: now.toString('latin1'), encoding: 'latin1'} : {change: 'removed', path, before: texts[1]!}
  }
  const empty = texts === undefined || place === undefined ? undefined : emptyPage(place, texts[0]!)
  if (texts === undefined || empty === undefined) throw staying(path, place, isAsMade, manner)
  return merged(path, texts[1]!, texts[0]!, empty, 'emptied')
}

function plainEnds(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** As little as can stand in a page: a shared page that somebody else may begin too starts so, byte for byte. */
function emptyPage({kind, id, path}: Location, text: string): string | undefined {
  if (isOwnPage(kind)) return '{}\n'
  const rhythm = /^rhythm: *["']?([a-z0-9-]+)/m.exec(text)?.[1]
  return kind === 'gathering' && rhythm !== undefined && path === gatheringPath(id) ? `rhythm: ${rhythm}\n` : undefined
}

/** Why a file that the commit made does not go, and what does instead. */
function staying(path: string, place: Location | undefined, isAsMade: boolean, {called, shared}: Manner): Fault {
  const why = shared ? 'has been shared, and nothing that others may have is deleted' : isAsMade ? 'is needed by other pages' : 'was changed since'
  const hints: Partial<Record<Location['kind'], string>> = {
    member: `a member who goes is kept as one who left: circle member leave ${place?.id}`,
    gathering: `call it off instead: circle schedule cancel ${place?.id} --why "…"`,
    poll: `call it off instead: circle schedule poll cancel ${place?.id} --why "…"`,
  }
  return new Fault('refused', `${called} is not taken back: ${path}, which it made, ${why}`, {
    place: {file: path},
    hint: (place === undefined ? undefined : hints[place.kind]) ?? 'change the file instead, or agree with the others to remove it with git',
  })
}
