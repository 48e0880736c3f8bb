import {repositoryOf} from '../../git/carry.ts'
import type {Deed} from '../../merge/deed.ts'
import type {Charter} from '../../model/charter.ts'
import {charterRows} from '../charter-words.ts'
import {circleCommand} from '../command.ts'
import {dayOf} from '../deed-clauses.ts'
import {changedSinceAgreed} from '../deeds-of.ts'
import {section, strong} from '../terminal/lines.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {memberTyped} from '../typed.ts'

interface Answers {
  readonly id: string
  /** What changed since this member agreed last. */
  readonly changed: readonly Deed[]
}

export const command = circleCommand<Answers>({
  answers: async (stage) => {
    const id = await memberTyped(stage, undefined)
    const {agreed} = stage.circle.members.get(id)!
    const repository = repositoryOf(stage.shelf.root)
    return {id, changed: agreed !== undefined && repository !== undefined ? await changedSinceAgreed(repository, stage.shelf.root, id, agreed, stage.circle.charter) : []}
  },

  change: ({charter, members}, {id, changed}, {today}) => {
    const member = members.get(id)!
    const rows = charterRows(changed, {today})
    const since = member.agreed === undefined ? undefined : dayOf(member.agreed, {today})
    const terms: Block[] = rows.length > 0 ? section(`What changed since you agreed on ${since}`, [{table: rows, indent: 2}]).slice(1) : termBlocks(charter)
    return {
      writes: [{kind: 'member', id, record: {...member, agreed: today}}],
      message: `Agree to the charter as ${id}`,
      show: [...terms, '', `${member.name} agreed today.`],
      foreseen: terms,
      ...(member.agreed === today && changed.length > 0 ? {notes: ['The entry keeps only the day, and that is today\'s already: agree again tomorrow, and the change counts as agreed to.']} : {}),
      json: {member: {id, ...member, agreed: today}, agreed: {before: member.agreed ?? null, now: today}, changed},
    }
  },
})

function termBlocks({name, purpose, promises = []}: Charter): Block[] {
  return [strong(name), {text: purpose.trimEnd()}, ...section('Promises', promises.length === 0 ? [] : [{table: promises.map((promise): Cell[] => ['-', promise]), indent: 2}])]
}
