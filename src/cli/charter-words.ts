/** What changed in a charter, in words that show both what was and what is. */
import type {Deed, FieldChange} from '../merge/deed.ts'
import {called} from './charter-things.ts'
import {dayOf} from './deed-clauses.ts'
import type {Hearing} from './deed-clauses.ts'
import type {Cell} from './terminal/lines.ts'
import {bad, faint, good} from './terminal/lines.ts'

/** A row for each thing that changed: what it is, and its words, those that went and those that came. */
export function charterRows(deeds: readonly Deed[], hearing: Pick<Hearing, 'today'>): Cell[][] {
  return deeds.flatMap((deed) => rowsOf(deed, hearing))
}

function rowsOf(deed: Deed, hearing: Pick<Hearing, 'today'>): Cell[][] {
  switch (deed.deed) {
    case 'founded':
      return [['founded', deed.name]]
    case 'charter':
      return fieldRows(deed, called[deed.field] ?? deed.field)
    case 'promises':
    case 'roles': {
      const one = deed.deed === 'promises' ? 'promise' : 'role'
      return [...deed.removed.map((line): Cell[] => [`${one} taken out`, bad(line)]), ...deed.added.map((line): Cell[] => [`new ${one}`, good(line)])]
    }
    case 'rhythm added':
    case 'rhythm removed': {
      const words = `${deed.rhythm}: ${deed.repeats === undefined ? 'once' : deed.repeats}, from ${deed.starts}`
      return [[deed.deed === 'rhythm added' ? 'new rhythm' : 'rhythm taken out', deed.deed === 'rhythm added' ? good(words) : bad(words)]]
    }
    case 'rhythm ended':
      return [['rhythm ended', `${deed.rhythm}, after ${dayOf(deed.until, hearing)}`]]
    case 'rhythm changed':
      return deed.fields.flatMap((change) => fieldRows(change, `${deed.rhythm}, ${called[change.field] ?? change.field}`))
    case 'file':
      return [[{removed: 'taken out', unreadable: "can't be read", mended: 'mended', added: 'added', changed: 'changed'}[deed.change], deed.path]]
    default:
      return [[faint('edited'), faint('comments, order, or keys of your own')]]
  }
}

function fieldRows({before, after}: FieldChange, what: string): Cell[][] {
  if (before === undefined) return [[what, good(after ?? '')]]
  if (after === undefined) return [[`${what} taken out`, bad(before)]]
  return [[`${what} was`, bad(before)], [`${what} is`, good(after)]]
}
