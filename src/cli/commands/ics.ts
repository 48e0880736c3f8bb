import {dirname, join} from 'node:path'
import type {Circle} from '../../model/circle.ts'
import {idMeant} from '../../model/forms.ts'
import {counted} from '../../schedule/words.ts'
import {exportsIn} from '../../store/export.ts'
import {circleCommand} from '../command.ts'
import type {Change, Input, Stage} from '../command.ts'
import {eachFile, staleNotes} from '../ics/each.ts'
import {calendarFile, feedText, handedOut, spanWords, told} from '../ics/feed.ts'
import {materialFor, partOf} from '../ics/part.ts'
import type {Material} from '../ics/part.ts'
import {wishesTyped} from '../ics/wishes.ts'
import {outTyped} from '../out.ts'

interface Answers {
  readonly material: Material
  /** The file to write, absolute; absent: standard output. Of single files, their folder. */
  readonly out?: string
  /** A file for each gathering; the calendar files that are in the folder already. */
  readonly each?: {readonly there: readonly string[]}
  /** It is only asked what would be written. */
  readonly dry: boolean
}

export const command = circleCommand<Answers>({
  instead: async (input) => (input.all === undefined ? undefined : (await import('../ics/all.ts')).allCommand),

  answers: async (stage, input) => {
    const material = await materialFor(stage.shelf, await wishesTyped(input, stage.setting))
    const dry = stage.flags.dryRun
    if (input.each === true) {
      const out = folderTyped(stage, input, material)
      return {material, dry, out, each: {there: exportsIn(out, calendarFile)}}
    }
    const out = input.out === undefined ? `${usualPath(stage, material)}${calendarFile.ending}` : outTyped(stage, input.out)
    return {material, dry, ...(out === undefined ? {} : {out})}
  },

  change: (circle, answers) => (answers.each === undefined ? oneFile(circle, answers) : folderOfFiles(circle, answers, answers.out!, answers.each.there)),
})

/** In the circle's own folder, called after it. One member's is another than that of all, and another again on their clocks. */
function usualPath({circle, shelf}: Stage, {member, wishes}: Material): string {
  const name = idMeant(circle.charter.name) ?? 'circle'
  return join(shelf.root, member === undefined ? name : `${name}-${wishes.inTheirZone ? 'for-' : ''}${member}`)
}

function folderTyped(stage: Stage, input: Input, material: Material): string {
  if (input.out === undefined) return `${usualPath(stage, material)}-calendar`
  // Asked for a file in it, so that no folder of the circle's own is taken.
  return dirname(outTyped(stage, join(String(input.out), `gathering${calendarFile.ending}`))!)
}

function oneFile(circle: Circle, {material, out, dry}: Answers): Change {
  const {wishes, member} = material
  const part = partOf(circle, material)
  const calendar = feedText([{circle, part}], wishes, part.events)
  return {
    ...handedOut(calendar.text, out, dry, `${counted(part.gatherings.length, 'gathering')}, ${spanWords(wishes)}`),
    notes: [...part.notes, ...calendar.notes],
    json: {...(dry ? {dryRun: true} : {}), file: out ?? null, ...told([{circle, part}], wishes, member), ...(out === undefined ? {text: calendar.text} : {})},
  }
}

function folderOfFiles(circle: Circle, {material, dry}: Answers, folder: string, there: readonly string[]): Change {
  const {wishes, member} = material
  const part = partOf(circle, material)
  const {files, notes} = eachFile(circle, part, wishes, folder)
  return {
    exports: files,
    show: [`${counted(files.length, 'file')}, ${spanWords(wishes)}${dry ? ', would be written into ' : ': '}${folder}`],
    notes: [...part.notes, ...notes, ...staleNotes(there, files)],
    json: {...(dry ? {dryRun: true} : {}), folder, files: files.map(({gathering, name}) => ({gathering, file: name})), ...told([{circle, part}], wishes, member)},
  }
}
