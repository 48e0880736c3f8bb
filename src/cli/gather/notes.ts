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
  const start = given.indexOf(opening)
  const block = new Set(start === -1 ? [] : given.slice(start))
  const headings = new Set(given.slice(0, start === -1 ? 0 : start).filter((line) => line.startsWith('## ')))
  const lines = withoutBlock(linesOf(page), block)
  const kept = lines.filter((line, index) => !headings.has(line) || hasWords(lines.slice(index + 1), headings))
  return kept.join('\n').replace(/\n{3,}/g, '\n\n').replace(/^\n+/, '').trimEnd()
}

function linesOf(text: string): string[] {
  return text.replace(/^\u{feff}/u, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n').map((line) => line.trimEnd())
}

function withoutBlock(lines: readonly string[], block: ReadonlySet<string>): string[] {
  const start = lines.indexOf(opening)
  if (start === -1 || block.size === 0) return lines.filter((line) => line !== '-->' || block.size === 0)
  const end = lines.indexOf('-->', start)
  const stop = end === -1 ? lines.length : end + 1
  return [...lines.slice(0, start), ...lines.slice(start, stop).filter((line) => !block.has(line)), ...lines.slice(stop)]
}

/** True when something other than a heading of ours comes before the next one. */
function hasWords(lines: readonly string[], headings: ReadonlySet<string>): boolean {
  const next = lines.find((line) => line !== '')
  return next !== undefined && !headings.has(next)
}
