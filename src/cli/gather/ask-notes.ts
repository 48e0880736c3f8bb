import {Fault} from '../../model/fault.ts'
import {controlIn} from '../../store/yaml/scalar.ts'
import {editPage} from '../edit-page.ts'
import {pageOf} from '../scheduled.ts'
import {editorOf} from '../terminal/editor.ts'
import type {EditorWords} from '../terminal/editor.ts'
import {faint, warn} from '../terminal/lines.ts'
import {askLines, askYes} from '../terminal/prompts.ts'
import {notesIn, notesPage} from './notes.ts'
import {notNow} from './draft.ts'
import type {Desk} from './questions.ts'

/**
 * Notes, in the user's editor; without one, line by line. The very file that the editor is given is kept, so that nothing is
 * lost when the editor or the terminal dies. Throws `missing` or `system` when the editor does.
 */
export async function askNotes(desk: Desk): Promise<void> {
  const {stage, one, view, draft, saved, keep} = desk
  const before = pageOf(stage.circle, one).notes
  const begun = draft.readPage() !== undefined
  const editor = await editorOf(stage.context)
  // What was said about a person belongs to that person.
  const priv = view.format?.confidential === 'focus-person-only'
  if (priv) stage.context.notes.blocks([faint('In this format notes go to the focus person and to nobody else; the log says only that you met.')])
  const where = editor === undefined ? 'line by line (no editor is set in $VISUAL or $EDITOR)' : `in your editor (${editor[0].split(/[\\/]/).at(-1)})`
  if (!(await askYes(begun ? `Go on with the notes, ${where}?` : before === undefined ? `Write notes, ${where}?` : `Change the notes, ${where}?`, begun || !priv))) {
    return keep(saved().answers.notes === undefined ? {} : {notes: saved().answers.notes!}, 'notes')
  }
  const notes = editor === undefined ? await lineByLine(desk, before) : await inEditor(desk, editor, before)
  keep({notes}, 'notes')
}

async function inEditor({stage, one, view, agenda, draft, saved, keepPrefilled}: Desk, editor: EditorWords, before: string | undefined): Promise<string> {
  if (draft.readPage() === undefined || saved().prefilled === undefined) {
    const page = notesPage(one.id, before, view.steps, agenda)
    keepPrefilled(page)
    if (draft.readPage() === undefined) draft.writePage(page)
  }
  for (;;) {
    const notes = notesIn(await editPage(stage.context, editor, draft, `circle gather ${one.id}`), saved().prefilled ?? '')
    const fault = unwritable(notes)
    if (fault === undefined) return notes
    stage.context.notes.blocks([warn(`These notes cannot be written: ${fault}.`)])
    if (!(await askYes('Edit them again?', true))) throw new Fault('interrupted', notNow)
  }
}

/** Why words cannot go into a file of the circle; undefined when they can. What is no UTF-8 has been read as U+FFFD. */
export function unwritable(notes: string): string | undefined {
  if (notes.includes('\u{fffd}')) return 'they are not UTF-8 text; set your editor to save as UTF-8'
  const control = controlIn(notes)
  return control === undefined ? undefined : `they hold a control character (${control})`
}

/** Without an editor: lines at the prompt, added to what is there. They go into the same page. */
async function lineByLine({draft, stage, typing, typed, saved}: Desk, before: string | undefined): Promise<string> {
  const kept = notesIn(draft.readPage() ?? before ?? '', saved().prefilled ?? '')
  if (kept !== '') stage.context.notes.blocks([faint('So far:'), {text: kept}])
  let page = kept === '' ? '' : `${kept}\n`
  const begun = typed('notes')
  await askLines({
    message: 'Notes (an empty line ends them)',
    again: '…',
    ...(begun === undefined ? {} : {begun}),
    typing: typing('notes'),
    took: (line) => {
      page += `${line}\n`
      draft.writePage(page)
    },
  })
  return page.trimEnd()
}
