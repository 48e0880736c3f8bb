/** The page that the editor is given for notes, and the user's words in what comes back. */
import type {AgendaView} from '../../agenda/agenda.ts'

const opening = '<!-- circle: what stands between this line and the last one is left out of the notes,'

/**
 * The page: notes that stand already, else a heading for each step of the agenda, and below, marked as ours, what to do
 * and the agenda itself (Markdown).
 */
export function notesPage(id: string, notes: string | undefined, steps: AgendaView['steps'], agenda: string): string {
  const above = notes === undefined ? steps.map(({title}) => `## ${title}\n\n`).join('') : `${notes.trimEnd()}\n\n`
  return `${above === '' ? '\n' : above}${ours(id, agenda).join('\n')}\n`
}

function ours(id: string, agenda: string): string[] {
  return [
    opening,
    'and so are headings with nothing below them. Save, and close the editor.',
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
  const given = linesOf(prefilled)
  const mark = given.indexOf(opening)
  const headings = new Set(given.slice(0, Math.max(mark, 0)).filter((line) => line.startsWith('## ')))
  const {above, within, below} = parted(linesOf(page))
  const ours = new Set(mark === -1 ? [] : given.slice(mark))
  const written = above.filter((line, index) => !headings.has(line) || hasWords(above.slice(index + 1), headings))
  return [...written, '', ...within.filter((line) => !ours.has(line)), '', ...below].join('\n').replace(/\n{3,}/g, '\n\n').replace(/^\n+/, '').trimEnd()
}

function linesOf(text: string): string[] {
  return text.replace(/^\u{feff}/u, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n').map((line) => line.trimEnd())
}

/** What stands above our block, in it, and below it. */
function parted(lines: readonly string[]): {above: readonly string[]; within: readonly string[]; below: readonly string[]} {
  const start = lines.indexOf(opening)
  if (start === -1) return {above: lines, within: [], below: []}
  const end = lines.indexOf('-->', start)
  const stop = end === -1 ? lines.length : end + 1
  return {above: lines.slice(0, start), within: lines.slice(start, stop), below: lines.slice(stop)}
}

/** True when something other than a heading of ours comes before the next one. */
function hasWords(lines: readonly string[], headings: ReadonlySet<string>): boolean {
  const next = lines.find((line) => line !== '')
  return next !== undefined && !headings.has(next)
}
