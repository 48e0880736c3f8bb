/** The page that the editor is given for notes, and the user's words in what comes back. */
import type {AgendaView} from '../../agenda/agenda.ts'

const opening = '<!-- circle: what stands between this line and the last one is left out of the notes,'

const saveAndClose = 'Save, and close the editor.'
const emptyHeadings = `and so are headings with nothing below them. ${saveAndClose}`

/**
 * The page: notes that stand already, else a heading for each step of the agenda, and below, marked as ours, what to do
 * and the agenda itself (Markdown).
 */
export function notesPage(id: string, notes: string | undefined, steps: AgendaView['steps'], agenda: string): string {
  const above = notes === undefined ? steps.map(({title}) => `## ${title}\n\n`).join('') : `${notes.trimEnd()}\n\n`
  return `${above === '' ? '\n' : above}${ours(id, agenda, notes === undefined).join('\n')}\n`
}

function ours(id: string, agenda: string, withHeadings: boolean): string[] {
  return [
    opening,
    withHeadings ? emptyHeadings : saveAndClose,
    `Without any words of yours there are no notes of ${id}.`,
    '',
    // The agenda holds other people's words, which must not end the mark.
    ...agenda.trimEnd().replaceAll('--', '- -').split('\n'),
    '-->',
  ]
}

/**
 * The user's own words on a page that was `prefilled`: without our block and without our headings that stayed empty. A
 * line that was typed into the block is theirs, and stays.
 */
export function notesIn(page: string, prefilled: string): string {
  const given = parted(linesOf(prefilled))
  const {above, within, below} = parted(linesOf(page))
  const ours = new Set(given.within.map((line) => line.trimEnd()))
  const words = given.within.includes(emptyHeadings) ? withoutEmptyHeadings(above, given.above) : above
  return [words, within.filter((line) => !ours.has(line.trimEnd())), below]
    .map((lines) => lines.join('\n').replace(/^\s*\n/, '').trimEnd())
    .filter((text) => text !== '')
    .join('\n\n')
}

/** Headings of ours that stayed empty go, and the blank lines below them. */
function withoutEmptyHeadings(lines: readonly string[], given: readonly string[]): readonly string[] {
  const headings = new Set(given.filter((line) => line !== ''))
  const kept: string[] = []
  let gone = false
  for (const [index, line] of lines.entries()) {
    gone = (gone && line.trim() === '') || (headings.has(line.trimEnd()) && !hasWords(lines.slice(index + 1), headings))
    if (!gone) kept.push(line)
  }
  return kept
}

function linesOf(text: string): string[] {
  return text.replace(/^\u{feff}/u, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')
}

/** What stands above our block, in it, and below it. */
function parted(lines: readonly string[]): {above: readonly string[]; within: readonly string[]; below: readonly string[]} {
  const start = lines.findIndex((line) => line.trimEnd() === opening)
  if (start === -1) return {above: lines, within: [], below: []}
  const end = lines.findIndex((line, index) => index > start && line.trimEnd() === '-->')
  const stop = end === -1 ? lines.length : end + 1
  return {above: lines.slice(0, start), within: lines.slice(start, stop), below: lines.slice(stop)}
}

/** True when something other than a heading of ours comes before the next one. */
function hasWords(lines: readonly string[], headings: ReadonlySet<string>): boolean {
  const next = lines.find((line) => line.trim() !== '')?.trimEnd()
  return next !== undefined && !headings.has(next)
}
