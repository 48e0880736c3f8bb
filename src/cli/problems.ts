import {agendaShape} from '../agenda/page.ts'
import {renderTemplate} from '../agenda/template.ts'
import {Fault} from '../model/fault.ts'
import type {Problem} from '../model/problem.ts'
import {strays} from '../schedule/strays.ts'
import {gatheringPath} from '../store/kinds.ts'
import type {Reading} from '../store/records.ts'
import {breaches, problem} from '../store/rules.ts'
import {circleOf} from '../store/shelf.ts'
import type {Source} from '../store/source.ts'
import {shippedFormatIds, templateFor} from './shipped.ts'

/** Everything that is wrong with the files of a circle, as they were read from `source`, sorted by file and place. */
export function problemsOf(source: Source, {records, problems, strangers}: Reading): Problem[] {
  const all = [...problems, ...strangers, ...breaches(records, shippedFormatIds(), problems.map(({file}) => file)), ...templateProblems(source)]
  // What hits no occurrence can only be told when the charter can be read.
  if (records.some(({kind}) => kind === 'charter')) {
    for (const {id, message, hint} of strays(circleOf(records))) {
      const record = records.find(({path}) => path === gatheringPath(id))
      if (record !== undefined) all.push(problem(record, ['rhythm'], message, hint))
    }
  }
  const key = ({file, line, column}: Problem): string => `${file}\0${String(line).padStart(9, '0')}\0${String(column).padStart(9, '0')}`
  return all.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

/** What a problem is known again by: lines move, so they do not count. */
export function problemKey({file, message}: Problem): string {
  return `${file}\0${message}`
}

/** What is wrong with the circle's own template of an agenda: the first thing, since a template is read as a whole. */
function templateProblems(source: Source): Problem[] {
  try {
    const {text, file} = templateFor(source, 'agenda.md')
    // A name that is not known is a fault wherever it stands, so no agenda is needed to find it.
    renderTemplate(text, file, agendaShape, {})
    return text.trim() === '' ? [{file, line: 1, column: 1, message: 'the template is empty', hint: 'write one, or take the file away: then the usual one is used'}] : []
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'unsound') throw error
    return [{file: error.place?.file ?? 'templates/agenda.md', line: error.place?.line ?? 1, column: error.place?.column ?? 1, message: error.message, hint: error.hint ?? ''}]
  }
}
