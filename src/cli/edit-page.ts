import {Fault} from '../model/fault.ts'
import type {Context} from './context.ts'
import type {Draft} from './gather/draft.ts'
import {runEditor} from './terminal/editor.ts'
import type {EditorWords} from './terminal/editor.ts'
import {askYes} from './terminal/prompts.ts'

/** An editor that is gone sooner, with nothing changed, has only handed the file to a window of its own. */
const hastyMs = 1000

/**
 * Opens the draft's page in the editor, and gives its text when the editor is done. Throws `interrupted` after Ctrl-C,
 * `missing` or `system` when the editor fails; the page stays then. `goesOn`: the command that takes it up again.
 */
export async function editPage(context: Context, editor: EditorWords, draft: Draft, goesOn: string): Promise<string> {
  for (;;) {
    const given = draft.readPage() ?? ''
    const end = await runEditor(editor, draft.page, context)
    if (end.how === 'interrupted') throw new Fault('interrupted', 'Cancelled. Nothing was written to the circle; what was saved in the editor is kept.', {hint: `\`${goesOn}\` goes on with it`})
    if (end.how !== 'well') {
      const hint = `${end.how === 'missing' ? 'what you typed' : 'what was saved in the editor'} is kept: \`${goesOn}\` goes on with it${end.how === 'missing' ? '; another editor is named with EDITOR=nano' : ''}`
      throw new Fault(end.how === 'missing' ? 'missing' : 'system', `the editor failed: ${end.why}`, {hint})
    }
    const text = draft.readPage() ?? ''
    const hasty = end.tookMs < hastyMs && text === given
    if (!hasty) return text
    // In the meantime a window of its own may have saved the page.
    if (await askYes('The page is as it was. Have you saved it and closed the editor?', true)) return draft.readPage() ?? ''
  }
}
