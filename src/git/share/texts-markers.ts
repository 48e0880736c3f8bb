/** Two versions of a text in one, with git's conflict markers around the lines in which they differ. */
import {editsBetween} from '../../merge/edits.ts'
import {linesOf, textOf} from './texts-lines.ts'

/** What the sides are called behind conflict markers. */
export interface Labels {
  readonly mine: string
  readonly theirs: string
}

/** Both versions end with a line feed; so does what comes of them. */
export function withMarkers(mine: string, theirs: string, labels: Labels): string {
  const [ours, others] = [linesOf(mine), linesOf(theirs)]
  const lines: string[] = []
  let at = 0
  for (const {start, end, lines: instead} of editsBetween(ours, others)) {
    lines.push(...ours.slice(at, start), `<<<<<<< ${labels.mine}`, ...ours.slice(start, end), '=======', ...instead, `>>>>>>> ${labels.theirs}`)
    at = end
  }
  return textOf([...lines, ...ours.slice(at)])
}
