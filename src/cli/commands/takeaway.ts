import {Fault} from '../../model/fault.ts'
import type {MemberPage} from '../../model/gathering.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {controlIn} from '../../store/yaml/scalar.ts'
import {circleCommand} from '../command.ts'
import type {Input, Setting, Stage} from '../command.ts'
import {textOf} from '../gather/from-file.ts'
import {gatheringJson} from '../gathering-words.ts'
import {calledFor, ownPage, ownPageWrites, shortWhen, speakerOf, tidy} from '../own-page.ts'
import type {Speaker} from '../own-page.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, name, strong} from '../terminal/lines.ts'

interface Answers {
  readonly id: string
  readonly speaker: Speaker
  /** Empty: there is to be none. */
  readonly text: string
  /** Throws away the page that was edited. */
  readonly discard?: () => void
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {gathering, text} = typedWords(input)
    const one = begun(gatheringNamed(stage.circle, gathering ?? 'last', stage.setting), stage.setting)
    const speaker = await speakerOf(stage)
    if (text !== undefined) return {id: one.id, speaker, text: await given(stage, text)}
    if (!stage.context.asks) throw new Fault('usage', `what ${speaker.isYou ? 'do' : 'does'} ${calledFor(stage.circle, speaker)} take home from ${one.id}?`, {hint: `say it: circle takeaway ${one.id} "…", or give - to read it from standard input`})
    const {askTakeaway} = await import('../gather/ask-takeaway.ts')
    return {id: one.id, speaker, ...(await askTakeaway(stage, one, speaker))}
  },

  change: (circle, {id, speaker, text, discard}, setting) => {
    const one = begun(gatheringNamed(circle, id, setting), setting)
    const {member} = speaker
    const {takeaway: before, ...rest} = ownPage(circle, id, member)
    const page: MemberPage = text === '' ? rest : {...rest, takeaway: text}
    const was = before?.trimEnd()
    const nothing = text === '' && was === undefined
    return {
      ...(discard === undefined ? {} : {after: discard}),
      ...(nothing ? {} : {writes: ownPageWrites(circle, one, member, page), message: `Takeaway of ${member} from ${id}`}),
      show: nothing ? ['Nothing was written, so nothing was changed.'] : takeawayBlocks(speaker.isYou ? 'Your' : `${calledFor(circle, speaker)}'s`, shortWhen(circle, one), id, text, was),
      json: {gathering: gatheringJson(one), member, takeaway: text === '' ? null : text, before: was ?? null},
    }
  },
})

/** What was typed: a text, or a gathering and a text. The name of a gathering alone is nobody's text: it is yet to come. */
function typedWords(input: Input): {gathering?: string; text?: string} {
  const [first, second] = [input.gathering, input.text].map((word) => (typeof word === 'string' ? word : undefined))
  if (second !== undefined) {
    if (/^\s*(next|last|\d{4}-\d{2}-\d{2}.*)$/i.test(first!)) return {gathering: first!, text: second}
    throw new Fault('usage', `${first} is no gathering`, {hint: 'put the words in quotes: circle takeaway "…"'})
  }
  if (first === undefined) return {}
  return /^\s*\d{4}-\d{2}-\d{2}(-[a-z0-9-]+)?\s*$/.test(first) ? {gathering: first} : {text: first}
}

/** The gathering, once there can be something to take home from it. Throws a `refused` fault before that. */
function begun(one: Gathering, {nowMs}: Pick<Setting, 'nowMs'>): Gathering {
  if (one.status === 'cancelled') throw new Fault('refused', `${one.id} was cancelled${one.why === undefined ? '' : `: ${one.why}`}`, {hint: `if it took place after all: circle schedule restore ${one.id}`})
  if (one.status !== 'held' && one.startMs > nowMs) throw new Fault('refused', `${one.id} is still to come`, {hint: '`circle log` shows those that were held'})
  return one
}

async function given({context}: Stage, typed: string): Promise<string> {
  const text = tidy(typed === '-' ? await textOf(context, '-') : typed)
  if (text === '') throw new Fault('usage', typed === '-' ? 'standard input holds no words' : 'an empty text was given', {hint: 'write what you take home'})
  const control = controlIn(text)
  if (control !== undefined) throw new Fault('usage', `a control character (${control}) is in the text`, {hint: 'take it out and try again'})
  return text
}

function takeawayBlocks(whose: string, when: string, id: string, text: string, before: string | undefined): Block[] {
  const heading: Block = [`${whose} takeaway from `, strong(when), ' (', name(id), text === '' ? ') is taken out.' : '):']
  const replaced = before === undefined || before === text ? [] : [faint(text === '' ? 'It was:' : 'It takes the place of:'), {text: before}]
  return [heading, ...(text === '' ? [] : [{text}]), ...replaced]
}
