import {headCommit} from '../../git/log.ts'
import {isShallow} from '../../git/state.ts'
import {charterPath} from '../../store/kinds.ts'
import {charterRows} from '../charter-words.ts'
import {circleCommand} from '../command.ts'
import {authorWords, doingJson, momentWords} from '../deed-words.ts'
import type {Doing} from '../deeds-of.ts'
import {doingsIn} from '../deeds-of.ts'
import {repositoryFor} from '../repository-for.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, strong} from '../terminal/lines.ts'

interface Answers {
  readonly doings: readonly Doing[]
  readonly partial: boolean
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async ({shelf, actor}) => {
    const repository = repositoryFor(shelf.root)
    const you = await actor()
    const head = await headCommit(repository)
    const doings = head === undefined ? [] : await doingsIn(repository, shelf.root, {to: head, paths: [charterPath]})
    return {doings, partial: isShallow(repository), ...(you === undefined ? {} : {you})}
  },

  change: (circle, {doings, partial, you}, {today, timezone}) => {
    const hearing = {circle, today, timezone, ...(you === undefined ? {} : {you})}
    const blocks = doings.flatMap((doing, index): Block[] => [
      ...(index === 0 ? [] : ['']),
      [strong(momentWords(doing.time, hearing)), `  ${authorWords(doing, hearing)}  `, faint(doing.oid.slice(0, 7))],
      {table: charterRows(doing.deeds, hearing), indent: 2},
    ])
    return {
      show: blocks.length === 0 ? ['The charter has not been committed yet.'] : blocks,
      notes: partial ? ['This clone holds only the newest part of the history; git fetch --unshallow fetches the rest.'] : [],
      json: {history: doings.map((doing) => doingJson(doing, hearing)), partial},
    }
  },
})
