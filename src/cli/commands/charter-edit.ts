import type {Charter} from '../../model/charter.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {PlainMap} from '../../model/node.ts'
import {readText} from '../../store/yaml/read.ts'
import {circleCommand} from '../command.ts'
import type {Stage} from '../command.ts'
import {editRecord} from '../edit-record.ts'
import type {Edited} from '../edit-record.ts'
import {problemsOf} from '../problems.ts'
import {list, oneLine} from '../typed.ts'

interface Answers {
  /** The whole file, from the editor. */
  readonly edited?: Edited
  readonly part: Partial<Charter>
  /** What other files then name in vain. */
  readonly remarks: readonly string[]
}

/** So many problems are named; the others are counted. */
const mostNamed = 5

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

/** What `circle check` would find wrong with the circle, and did not before. */
function remarksOn({shelf: {source, reading}}: Stage, {path, text, record}: Edited): string[] {
  const parsed = readText(text, path)
  if ('problems' in parsed) return []
  const known = new Set(problemsOf(source, reading).map(({file, message}) => `${file} ${message}`))
  const records = reading.records.map((each) => (each.kind === 'charter' ? {...each, text, root: parsed.root, place: parsed.place, record: record as PlainMap} : each))
  const fresh = problemsOf(source, {...reading, records}).filter(({file, message}) => !known.has(`${file} ${message}`))
  const named = fresh.slice(0, mostNamed).map(({file, line, message, hint}) => `${file}:${line}: ${message}; ${hint}`)
  return fresh.length > named.length ? [...named, `… and ${fresh.length - named.length} more: circle check`] : named
}
