import type {PlainMap} from '../model/node.ts'
import type {Deed} from './deed.ts'
import {changedAmong, maybe, textOf} from './deeds-fields.ts'

/** Fields of a member's entry that say nothing of their own here, in the order in which they are told. */
const entry = ['name', 'email', 'timezone', 'offers', 'seeks', 'remind', 'joined']

/** What was done to a member's entry; one that was not there before is a member who joined. */
export function memberDeeds(member: string, before: PlainMap | undefined, after: PlainMap): Deed[] {
  if (before === undefined) return [{deed: 'joined', member, name: textOf(after.name ?? member)}]
  const [was, is] = [statusOf(before), statusOf(after)]
  const stays = was === is
  const fields = changedAmong(stays ? [...entry, 'since'] : entry, before, after)
  return [
    ...(stays ? [] : [{deed: is, member, ...maybe('since', after.since)}]),
    ...(after.agreed !== undefined && after.agreed !== before.agreed ? [{deed: 'agreed' as const, member, day: textOf(after.agreed).slice(0, '2026-11-22'.length)}] : []),
    ...(after.agreed === undefined && before.agreed !== undefined ? [{deed: 'entry' as const, member, fields: [...fields, 'agreed']}] : fields.length > 0 ? [{deed: 'entry' as const, member, fields}] : []),
  ]
}

function statusOf({status}: PlainMap): 'left' | 'paused' | 'returned' {
  return status === 'left' || status === 'paused' ? status : 'returned'
}
