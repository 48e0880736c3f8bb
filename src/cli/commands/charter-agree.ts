import {repositoryOf} from '../../git/carry.ts'
import type {Deed} from '../../merge/deed.ts'
import type {Charter} from '../../model/charter.ts'
import {readWhen, whenText} from '../../model/when.ts'
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

  change: ({charter, members}, {id, changed}, {today, time}) => {
    const member = members.get(id)!
    const rows = charterRows(changed, {today})
    const before = member.agreed === undefined ? undefined : readWhen(member.agreed)
    const since = before === undefined ? undefined : dayOf(before.day, {today})
    // Who agreed today already agrees to what has changed since.
    const agreed = before?.day === today && changed.length > 0 ? whenText({day: today, time}) : before?.day === today ? member.agreed! : today
    const terms: Block[] = rows.length > 0 ? section(`What changed since you agreed on ${since}`, [{table: rows, indent: 2}]).slice(1) : termBlocks(charter)
    return {
      writes: [{kind: 'member', id, record: {...member, agreed}}],
      message: `Agree to the charter as ${id}`,
      show: [...terms, '', `${member.name} agreed today.`],
      foreseen: terms,
      json: {member: {id, ...member, agreed}, agreed: {before: member.agreed ?? null, now: agreed}, changed},
    }
  },
})

function termBlocks({name, purpose, promises = []}: Charter): Block[] {
  return [strong(name), {text: purpose.trimEnd()}, ...section('Promises', promises.length === 0 ? [] : [{table: promises.map((promise): Cell[] => ['-', promise]), indent: 2}])]
}
