import {agendaMarkdown} from '../../agenda/page.ts'
import type {Format} from '../../model/format.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {agendaFor} from '../agenda-for.ts'
import {circleCommand} from '../command.ts'
import {outTyped} from '../out.ts'
import {formatsFor, templateFor} from '../shipped.ts'
import {safeLines} from '../terminal/safe.ts'
import {oneLine} from '../typed.ts'

interface Answers {
  readonly id: string
  readonly format?: string
  readonly formats: ReadonlyMap<string, Format>
  readonly template: {readonly text: string; readonly file: string}
  /** Where to write it, absolute; absent: on the screen. */
  readonly out?: string
  /** It is only asked what would be written. */
  readonly dry: boolean
}

export const command = circleCommand<Answers>({
  answers: (stage, input) => {
    const {circle, shelf, setting, flags} = stage
    const one = gatheringNamed(circle, (input.gathering as string | undefined) ?? 'next', setting)
    const format = oneLine(input.format)
    const out = outTyped(stage, input.out)
    return {
      id: one.id,
      formats: formatsFor(circle, format ?? one.format),
      template: templateFor(shelf.source, 'agenda.md'),
      ...(format === undefined ? {} : {format}),
      ...(out === undefined ? {} : {out}),
      dry: flags.dryRun,
    }
  },

  change: (circle, {id, format, formats, template, out, dry}, setting) => {
    const one = gatheringNamed(circle, id, setting)
    const view = agendaFor(circle, format === undefined ? one : {...one, format}, formats, setting)
    // A page for people: what a name hides is shown here as on any screen.
    const text = safeLines(agendaMarkdown(view, template.text, template.file))
    return {
      ...(out === undefined ? {file: text} : {exports: [{path: out, text, begins: text.slice(0, 2)}], show: [['The agenda of ', id, dry ? ' would be written to ' : ' is in ', out, '.']]}),
      // On the screen they stand in the page itself.
      notes: out === undefined ? [] : view.warnings.map(({message, hint}) => `${message} ${hint}`),
      json: {agenda: view, markdown: text},
    }
  },
})
