/** Asks which of two versions stays: one question a field, showing both, who wrote them and when. */
import type {Choice} from '../merge/conflict.ts'
import {counted} from '../schedule/words.ts'
import {conflictBlocks, keepsBoth, saidWords, subject, valueWords} from './conflict-words.ts'
import type {Told} from './conflict-words.ts'
import type {Context} from './context.ts'
import type {Hearing} from './deed-clauses.ts'
import {askChoice} from './terminal/prompts.ts'

/** The choices, in the order of the conflicts. Ctrl-C ends it with nothing changed. */
export async function askConflicts(conflicts: readonly Told[], hearing: Hearing, context: Context): Promise<Choice[]> {
  context.notes.blocks([`${counted(conflicts.length, 'field was', 'fields were')} changed both here and by others. Which version stays?`])
  const choices: Choice[] = []
  for (const one of conflicts) {
    context.notes.blocks(['', ...conflictBlocks(one, hearing)])
    const {conflict, mineBy, theirsBy} = one
    const answers: {name: string; value: Choice}[] = [
      {name: `mine (${saidWords(mineBy, 'you', hearing)}): ${short(valueWords(conflict.mine))}`, value: 'mine'},
      {name: `theirs (${saidWords(theirsBy, 'the others', hearing)}): ${short(valueWords(conflict.theirs))}`, value: 'theirs'},
      ...(keepsBoth(conflict) ? [{name: `both: ${short(valueWords(conflict.both))}`, value: 'both' as const}] : []),
    ]
    choices.push(await askChoice(subject(one, hearing), answers))
  }
  return choices
}

function short(text: string): string {
  const line = text.replaceAll('\n', ' / ')
  return line.length > 50 ? `${line.slice(0, 49)}…` : line
}
