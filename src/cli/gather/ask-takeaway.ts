/** Asks for a member's takeaway at a terminal. */
import {Fault} from '../../model/fault.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import type {Stage} from '../command.ts'
import {editPage} from '../edit-page.ts'
import {calledFor, ownPage, shortWhen, tidy} from '../own-page.ts'
import type {Speaker} from '../own-page.ts'
import {editorOf} from '../terminal/editor.ts'
import {faint, name, strong, warn} from '../terminal/lines.ts'
import {askLines, askYes} from '../terminal/prompts.ts'
import {unwritable} from './ask-notes.ts'
import {draftOf} from './draft.ts'
import type {Draft} from './draft.ts'

/** What was typed; empty: there is to be none. */
interface Typed {
  readonly text: string
  /** Throws away the page that was edited. */
  readonly discard?: () => void
}

/**
 * The takeaway from the user's editor, or line by line where none is set. What was saved in the editor is kept when something
 * comes between. Throws `missing` or `system` when the editor fails, `interrupted` when the person gives up.
 */
export async function askTakeaway(stage: Stage, one: Gathering, speaker: Speaker): Promise<Typed> {
  const {context, circle, shelf} = stage
  const before = tidy(ownPage(circle, one.id, speaker.member).takeaway ?? '')
  const editor = await editorOf(context)
  context.notes.blocks([[speaker.isYou ? 'Your' : `${calledFor(circle, speaker)}'s`, ' takeaway from ', strong(one.title), `, ${shortWhen(circle, one)} (`, name(one.id), ')']])
  if (editor === undefined) return lineByLine(stage, before)
  const draft = draftOf(shelf.root, `takeaway-${one.id}-${speaker.member}`)
  const goesOn = `circle takeaway ${one.id}`
  await begin(draft, before)
  for (;;) {
    const text = tidy(await editPage(context, editor, draft, goesOn))
    const fault = unwritable(text)
    if (fault === undefined) return {text, discard: draft.discard}
    context.notes.blocks([warn(`These words cannot be written: ${fault}.`)])
    if (!(await askYes('Edit it again?', true))) throw new Fault('interrupted', 'Nothing was changed in the circle, and what you typed is kept.', {hint: `\`${goesOn}\` goes on with it`})
  }
}

/** Puts the takeaway as it stands in front of the editor, or what an earlier run left. */
async function begin(draft: Draft, before: string): Promise<void> {
  const left = draft.readPage()
  if (left !== undefined && tidy(left) !== before) {
    if (await askYes('An earlier edit was cut off, and what you typed is kept. Go on with it?', true)) return
    draft.putAside()
  }
  draft.writePage(before === '' ? '' : `${before}\n`)
}

async function lineByLine({context}: Stage, before: string): Promise<Typed> {
  if (before !== '') context.notes.blocks([faint('So far:'), {text: before}, faint('What you write takes its place; an empty line alone leaves it.')])
  const text = tidy((await askLines({message: 'What do you take home? (an empty line ends it)', again: '…'})).join('\n'))
  return {text: text === '' ? before : text}
}
