/** Changes a whole record in the user's editor: what they typed is written byte for byte, comments and all. */
import {Fault} from '../model/fault.ts'
import type {Plain, PlainMap} from '../model/node.ts'
import type {Problem} from '../model/problem.ts'
import {readNode} from '../model/schema.ts'
import type {Finding} from '../model/schema.ts'
import {charterPath, kinds, memberPath} from '../store/kinds.ts'
import {breaches} from '../store/rules.ts'
import {readText} from '../store/yaml/read.ts'
import type {Stage} from './command.ts'
import {draftOf, nothingSaved} from './gather/draft.ts'
import type {Draft} from './gather/draft.ts'
import {editorOf, noEditor} from './terminal/editor.ts'
import {faint, warn} from './terminal/lines.ts'

/** A record as it came back from the editor: sound by its schema. */
export interface Edited {
  readonly path: string
  /** The text that the editor was given. */
  readonly before: string
  readonly text: string
  readonly record: Plain
  /** Throws away the copy that was edited. */
  readonly discard: () => void
}

/**
 * Opens a copy of a record in the editor until it is sound, and gives it back. `flags` name what can be changed without an
 * editor. Throws `usage` without a terminal, `missing` without an editor, `interrupted` when the person gives up; what was
 * typed is kept then, and offered the next time.
 */
export async function editRecord(stage: Stage, kind: 'member' | 'charter', id: string, flags: readonly string[]): Promise<Edited> {
  const names = flags.map((flag) => `--${flag}`).join(', ')
  const path = kind === 'member' ? memberPath(id) : charterPath
  if (!stage.context.asks) throw new Fault('usage', `what is to change about ${kind === 'charter' ? 'the charter' : id}?`, {hint: names === '' ? `at a terminal it opens in your editor; or edit ${path} yourself` : `say it with ${names}; at a terminal it opens in your editor`})
  const editor = await editorOf(stage.context)
  if (editor === undefined) throw noEditor(`${names === '' ? '' : `say what is to change with ${names}; or `}open ${path} in any text editor; circle sync takes it from there`)
  const before = stage.shelf.texts.get(path) ?? ''
  const draft = draftOf(stage.shelf.root, `${kind}.${id}`)
  await begin(stage, draft, path, before)
  const goesOn = kind === 'member' ? `circle member edit ${id}` : 'circle charter edit'
  const {editPage} = await import('./edit-page.ts')
  for (;;) {
    const text = await editPage(stage.context, editor, draft, goesOn)
    const damaged = text.includes('\u{fffd}') && !before.includes('\u{fffd}')
    const outcome = damaged ? {problems: [notUtf8(path)]} : recordIn(text, kind, id, path)
    if ('record' in outcome) return {path, before, text, record: outcome.record, discard: draft.discard}
    await askAgain(stage, outcome.problems, goesOn)
  }
}

/** What is no UTF-8 has been read as U+FFFD. */
function notUtf8(path: string): Problem {
  return {file: path, line: 1, column: 1, message: 'the text is not UTF-8', hint: 'set your editor to save it as UTF-8'}
}

/** Puts a copy in front of the editor, or what an earlier run left of one. */
async function begin({context}: Stage, draft: Draft, path: string, before: string): Promise<void> {
  const left = draft.readPage()
  if (left !== undefined && left !== before) {
    const {askYes} = await import('./terminal/prompts.ts')
    const stale = draft.read()?.prefilled !== before
    context.notes.blocks([stale ? `An earlier edit of ${path} was cut off, and the file has changed since: going on with it would undo that change.` : `An earlier edit of ${path} was cut off. What you typed is kept.`])
    if (await askYes('Go on with it?', !stale)) return draft.save({...nothingSaved, prefilled: before})
    draft.putAside()
  }
  draft.save({...nothingSaved, prefilled: before})
  draft.writePage(before)
}

function recordIn(text: string, kind: 'member' | 'charter', id: string, path: string): {record: Plain} | {problems: readonly Problem[]} {
  const parsed = readText(text, path)
  if ('problems' in parsed) return parsed
  const findings: Finding[] = []
  const record = readNode(parsed.root, kinds[kind].schema, kinds[kind].called, findings)
  const problems = findings.map(({at, message, hint}): Problem => ({file: path, ...parsed.place(at), message, hint}))
  if (problems.length > 0 || record === undefined) return {problems}
  // Of the rules between files only those about this one can be told from it.
  const broken = kind === 'member' ? breaches([{kind, id, path, text, root: parsed.root, record: record as PlainMap, place: parsed.place}], []) : []
  return broken.length > 0 ? {problems: broken} : {record}
}

async function askAgain({context}: Stage, problems: readonly Problem[], goesOn: string): Promise<void> {
  context.notes.blocks(problems.flatMap(({file, line, column, message, hint}) => [[warn(`${file}:${line}:${column}: `), message], [faint('  hint: '), hint]]))
  const {askYes, isStopped} = await import('./terminal/prompts.ts')
  try {
    if (await askYes('Edit it again?', true)) return
  } catch (error) {
    if (!isStopped(error)) throw error
  }
  throw new Fault('interrupted', 'Nothing was changed in the circle, and what you typed is kept.', {hint: `\`${goesOn}\` goes on with it`})
}
