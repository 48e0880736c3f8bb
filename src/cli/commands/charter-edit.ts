import type {Charter} from '../../model/charter.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {PlainMap} from '../../model/node.ts'
import {breaches} from '../../store/rules.ts'
import {readText} from '../../store/yaml/read.ts'
import {circleCommand} from '../command.ts'
import type {Stage} from '../command.ts'
import {editRecord} from '../edit-record.ts'
import type {Edited} from '../edit-record.ts'
import {shippedFormatIds} from '../shipped.ts'
import {list, oneLine} from '../typed.ts'

interface Answers {
  /** The whole file, from the editor. */
  readonly edited?: Edited
  readonly part: Partial<Charter>
  /** What other files then name in vain. */
  readonly remarks: readonly string[]
}

const flagNames = ['name', 'purpose', 'promise']

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    if (flagNames.every((flag) => input[flag] === undefined)) {
      const edited = await editRecord(stage, 'charter', 'charter', flagNames)
      return {edited, part: {}, remarks: remarksOn(stage, edited)}
    }
    const {promises = []} = stage.circle.charter
    const added = list(input.promise).map((line) => oneLine(line)!)
    return {part: defined({name: oneLine(input.name), purpose: oneLine(input.purpose), promises: added.length === 0 ? undefined : [...new Set([...promises, ...added])]}), remarks: []}
  },

  change: ({charter}, {edited, part, remarks}) => {
    const record: Charter = edited === undefined ? {...charter, ...part} : (edited.record as unknown as Charter)
    if (record.id !== charter.id) throw new Fault('refused', `the id of the circle was changed from ${charter.id} to ${record.id}`, {hint: 'every calendar entry hangs on it: `circle charter edit` again, and put it back'})
    if (edited !== undefined && edited.text === edited.before) return {after: edited.discard, show: ['Nothing was changed.'], json: {charter}}
    return {
      // What was typed in the editor is written as it is, comments and all.
      writes: [edited === undefined ? {kind: 'charter', record} : {kind: 'file', path: edited.path, text: edited.text, before: edited.before}],
      ...(edited === undefined ? {} : {after: edited.discard}),
      message: 'Edit the charter',
      show: ['Changed the charter.'],
      notes: remarks,
      json: {charter: record},
    }
  },
})

/** What the rules between files find wrong with the new charter that they did not with the old one. */
function remarksOn({shelf}: Stage, {path, text, record}: Edited): string[] {
  const parsed = readText(text, path)
  if ('problems' in parsed) return []
  const {records} = shelf.reading
  const known = new Set(breaches(records, shippedFormatIds()).map(({file, message}) => `${file} ${message}`))
  const changed = records.map((each) => (each.kind === 'charter' ? {...each, text, root: parsed.root, place: parsed.place, record: record as PlainMap} : each))
  return breaches(changed, shippedFormatIds())
    .filter(({file, message}) => !known.has(`${file} ${message}`))
    .map(({file, line, message, hint}) => `${file}:${line}: ${message}; ${hint}`)
}
