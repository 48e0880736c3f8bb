import {Fault} from '../model/fault.ts'
import type {Input} from './command.ts'
import {oneLine} from './typed.ts'

/**
 * Why something is called off: what `--why` says, else what is said at a terminal, which is never nothing. `question` begins small,
 * as a message does. Throws a `usage` fault where it was not given and nobody can be asked.
 */
export async function whyTyped(
  typed: Input[string], asks: boolean, question: string, hint = 'give the reason with --why "…"; it is shown in the calendar',
): Promise<string> {
  const why = oneLine(typed)
  if (why !== undefined) return why
  if (!asks) throw new Fault('usage', question, {hint})
  const {askLine} = await import('./terminal/prompts.ts')
  const message = `${question.charAt(0).toUpperCase()}${question.slice(1)}`
  return askLine({message, fault: (text) => (text === '' ? 'the others want to know' : undefined)})
}
