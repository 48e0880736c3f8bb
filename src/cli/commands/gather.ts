import {Fault} from '../../model/fault.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import type {Stage} from '../command.ts'
import {circleCommand} from '../command.ts'
import {logged} from '../gather/decision.ts'
import {draftOf, draftedGatherings} from '../gather/draft.ts'
import type {Draft} from '../gather/draft.ts'
import {plans, tells, toldByFlags} from '../gather/flags.ts'
import {notHeld} from '../gather/not-held.ts'
import type {Told} from '../gather/told.ts'
import {gatheringToLog, unlogged} from '../gather/which.ts'
import {name} from '../terminal/lines.ts'

interface Answers {
  readonly id: string
  /** Absent when only a draft was thrown away. */
  readonly told?: Told
  /** It was told at a terminal. */
  readonly asked?: boolean
  readonly remarks: readonly string[]
  /** Throws away the draft that is used now, or not wanted. */
  readonly discard?: () => void
  readonly hadDraft?: boolean
  /** It was not held after all. */
  readonly unheld?: boolean
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const typed = typeof input.gathering === 'string' ? input.gathering : undefined
    const discardsOnly = input.discardDraft === true && !tells(input)
    // What was typed about one that has been cancelled since can still be thrown away.
    const one = discardsOnly && typed !== undefined ? gatheringNamed(stage.circle, typed, stage.setting) : gatheringToLog(stage.circle, typed, stage.setting, plans(input))
    if (input.notHeld === true) {
      if (tells(input)) throw new Fault('usage', '--not-held goes with nothing that tells of the gathering', {hint: `say it alone: circle gather ${one.id} --not-held`})
      return {id: one.id, unheld: true, remarks: []}
    }
    const draft = draftOf(stage.shelf.root, one.id)
    const others = input.gathering === undefined ? unlogged(stage.circle, one, stage.setting).map(({id}) => id) : []
    const remarks = others.length === 0 ? [] : [`Not logged yet: ${others.join(', ')}. \`circle gather ${others.at(-1)}\` logs that one.`]
    if (tells(input)) {
      const telling = await toldByFlags(stage, input, one)
      return {id: one.id, told: telling.told, remarks: [...telling.remarks, ...remarks, ...draftRemarks(stage, input.discardDraft === true ? one.id : undefined)], ...(input.discardDraft === true ? {discard: draft.discard} : {})}
    }
    if (discardsOnly) return {id: one.id, remarks: [], discard: draft.discard, hadDraft: draft.exists()}
    requireTerminal(stage, draft, one.id)
    const {askGathering} = await import('../gather/at-terminal.ts')
    return {id: one.id, told: await askGathering(stage, one, draft), asked: true, remarks: [...remarks, ...draftRemarks(stage, one.id)], discard: draft.discard}
  },

  change: (circle, {id, told, asked, remarks, discard, hadDraft, unheld}, setting) => {
    if (unheld === true) return notHeld(circle, id)
    const after = discard === undefined ? {} : {after: discard}
    // Asked about, it has just been shown whole.
    if (told !== undefined) return {...logged(circle, id, told, setting, asked ? 'news' : 'whole'), ...after, notes: remarks}
    return {...after, show: [[hadDraft ? 'Threw away what was typed about ' : 'Nothing was kept that was typed about ', name(id), '.']], json: {gathering: {id}, discarded: hadDraft === true}}
  },
})

/** What was typed at a terminal and is not written yet, but for the gathering `but`: a line of flags does not take it over. */
function draftRemarks({shelf}: Stage, but?: string): string[] {
  return draftedGatherings(shelf.root).filter((id) => id !== but).map((id) => `What was typed about ${id} at a terminal is still kept: \`circle gather ${id}\` goes on with it, --discard-draft throws it away.`)
}

function requireTerminal({context}: Stage, draft: Draft, id: string): void {
  if (context.asks) return
  const kept = draft.exists() ? `; what was typed about ${id} is kept, and \`circle gather ${id}\` at a terminal goes on with it` : ''
  throw new Fault('usage', `nothing was said about ${id}`, {hint: `say who was there with --present ann,bo, and more with --regrets, --guest, --topic, --notes, --commit, --decision; or give it all with --from FILE${kept}`})
}
