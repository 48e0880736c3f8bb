/** One file, merged as a driver of git's merge: a record field by field, any other text line by line. */
import {existsSync, renameSync} from 'node:fs'
import {join} from 'node:path'
import {mergeLines} from '../../merge/lines.ts'
import {Fault} from '../../model/fault.ts'
import {besidePath} from '../../store/beside.ts'
import {bytesOf, onDisk, writeWhole} from '../../store/disk.ts'
import {placeOf} from '../../store/kinds.ts'
import type {Location} from '../../store/kinds.ts'
import {findRepository, isBroken} from '../find.ts'
import {textIn} from '../objects.ts'
import {markedText} from './texts.ts'

/** What the sides are called, whichever way round git merges. */
const labels = {mine: 'mine', theirs: 'theirs'}

/** The files that git hands to a driver, absolute: what it was, what is merged into, and the other side. */
export interface MergeFiles {
  readonly base: string
  /** What came of it is written here. */
  readonly into: string
  readonly other: string
  /** Where the file lies in the repository. */
  readonly path: string
}

/**
 * Merges three versions and writes the outcome into the second. `swapped`: git merges the other way round, as in a rebase,
 * so that `into` is what came from others. True when nothing is left to decide; else the outcome holds markers.
 */
export function mergeFile({base, into, other, path}: MergeFiles, swapped: boolean): boolean {
  const [before, one, two] = [base, into, other].map(required)
  const sides = {base: before!, mine: swapped ? two! : one!, theirs: swapped ? one! : two!}
  // What is no text has no lines: git keeps both versions in its index, and says so.
  if ([one!, two!].some((bytes) => bytes.includes(0))) return one!.equals(two!)
  const {bytes, clean} = recordOf(path, sides) ?? linesOf(sides)
  if (!bytes.equals(one!)) replace(into, bytes)
  return clean
}

interface Sides {
  readonly base: Buffer
  readonly mine: Buffer
  readonly theirs: Buffer
}
interface Outcome {
  readonly bytes: Buffer
  readonly clean: boolean
}

/** Undefined where the path is no record's, or a side is no sound record. */
function recordOf(path: string, {base, mine, theirs}: Sides): Outcome | undefined {
  const place = placeBelow(path)
  const [was, is, other] = [base, mine, theirs].map(textIn)
  if (place === undefined || was === undefined || is === undefined || other === undefined) return undefined
  try {
    // Git gives an empty file for one that was not there.
    const texts = {...(was === '' ? {} : {base: was}), mine: is, theirs: other}
    const {text, conflicts} = markedText(place, texts, labels)
    // Two people who took one id at once have no field in common; and no conflict may go unseen.
    const isApart = place.kind === 'member' && was === '' && conflicts.some(({field}) => field[0] === 'email')
    if (isApart || (conflicts.length > 0 && !text.includes('<<<<<<<'))) return wholeOf(texts)
    return {bytes: Buffer.from(text), clean: conflicts.length === 0}
  } catch (error) {
    if (error instanceof Fault && error.kind === 'unsound') return undefined
    throw error
  }
}

/** Both versions one below the other. */
function wholeOf({mine, theirs}: {readonly mine: string; readonly theirs: string}): Outcome {
  return {bytes: Buffer.from(marked([mine], [theirs])), clean: false}
}

/** The record at a path of the repository, wherever in it the circle lies. */
function placeBelow(path: string): Location | undefined {
  const parts = path.split('/')
  return parts.map((_, index) => placeOf(parts.slice(index).join('/'))).find((place) => place !== undefined)
}

/** Bytes one to one as letters, so that no text is too odd to be kept. */
function linesOf({base, mine, theirs}: Sides): Outcome {
  const [was, is, other] = [base, mine, theirs].map((bytes) => bytes.toString('latin1').split(/(?<=\n)/))
  const hunks = mergeLines(was!, is!, other!)
  const text = hunks.map((hunk) => (hunk.kind === 'clean' ? hunk.lines.join('') : marked(hunk.mine, hunk.theirs))).join('')
  return {bytes: Buffer.from(text, 'latin1'), clean: hunks.every(({kind}) => kind === 'clean')}
}

function marked(mine: readonly string[], theirs: readonly string[]): string {
  return `<<<<<<< ${labels.mine}\n${whole(mine)}=======\n${whole(theirs)}>>>>>>> ${labels.theirs}\n`
}

/** Lines that end in a line end: a marker must begin a line of its own. */
function whole(lines: readonly string[]): string {
  const text = lines.join('')
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

function required(file: string): Buffer {
  const bytes = onDisk(file, () => bytesOf(file), 'read')
  if (bytes === undefined) throw new Fault('missing', `there is no file ${file}`, {hint: 'git calls this command itself: circle merge-file <base> <mine> <theirs> <path>'})
  return bytes
}

/** All of it or nothing: half of an outcome would be taken for the whole. */
function replace(file: string, bytes: Buffer): void {
  onDisk(file, () => {
    const beside = besidePath(file)
    writeWhole(beside, bytes)
    renameSync(beside, file)
  })
}

/**
 * True while git puts a person's own commits on top of what came from others: in a rebase its sides are the other way
 * round. `gitDir` is what git says in its environment; else the repository around `folder` is looked at.
 */
export function isSwapped(folder: string, gitDir: string | undefined): boolean {
  const found = gitDir === undefined ? findRepository(folder) : undefined
  const own = gitDir ?? (found === undefined || isBroken(found) ? undefined : found.gitDir)
  if (own === undefined) return false
  // Patches from a mailbox lie in the same folder, and those came from others.
  return existsSync(join(own, 'rebase-merge')) || (existsSync(join(own, 'rebase-apply')) && !existsSync(join(own, 'rebase-apply', 'applying')))
}
