import {Fault} from '../../model/fault.ts'
import {readRecords} from '../../store/records.ts'
import {diskSource} from '../../store/source.ts'
import type {FreeCommand} from '../command.ts'
import {atRest, roomOf} from '../at-rest.ts'
import {problemBlocks} from '../problem-blocks.ts'
import {problemsOf} from '../problems.ts'
import {circleRoot} from '../root.ts'
import {faint, good} from '../terminal/lines.ts'

export const command: FreeCommand = {
  free: async (context, input) => {
    if (typeof input.change === 'string') return (await import('../check-change.ts')).checkChange(context, input.change, input.strict === true)
    if (input.strict === true) throw new Fault('usage', '--strict goes with --change', {hint: 'name the commits: circle check --change origin/main..HEAD --strict'})
    const root = circleRoot(context)
    const source = diskSource(root)
    const {value: problems, notes} = await atRest(roomOf(root), context, () => problemsOf(source, readRecords(source)))
    const json = {ok: problems.length === 0, problems: problems.map(({file, line, column, message, hint}) => ({file, line, column, message, hint}))}
    if (problems.length === 0) return {show: [[good('All sound.'), ' Every file of the circle can be relied on.']], notes, json}
    return {
      show: [...problems.flatMap((one) => problemBlocks(source, one)), faint(`${problems.length} problem${problems.length === 1 ? '' : 's'}.`)],
      notes,
      json,
      status: 3,
    }
  },
}
