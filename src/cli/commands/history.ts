import {headCommit} from '../../git/log.ts'
import {isShallow} from '../../git/state.ts'
import {Fault} from '../../model/fault.ts'
import {memberNamed} from '../../model/members.ts'
import {gatheringNamed} from '../../schedule/named.ts'
import {charterPath, memberPath, pagePath, votePath} from '../../store/kinds.ts'
import type {Input, Stage} from '../command.ts'
import {circleCommand} from '../command.ts'
import {doingJson, doingWords, momentWords} from '../deed-words.ts'
import type {Doing} from '../deeds-of.ts'
import {doingsIn} from '../deeds-of.ts'
import {repositoryFor} from '../repository-for.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint} from '../terminal/lines.ts'
import {count} from '../typed.ts'

interface Answers {
  readonly doings: readonly Doing[]
  /** Older parts of the history are not in this clone. */
  readonly partial: boolean
  /** There is more than was asked for. */
  readonly more: boolean
  readonly last: number
  readonly record?: string
  readonly you?: string
}

const lastUnasked = 20

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const {root} = stage.shelf
    const last = count(input.last, '--last') ?? lastUnasked
    const about = typeof input.record === 'string' ? {record: input.record, paths: pathsOf(stage, input.record)} : {}
    const repository = repositoryFor(root)
    const you = await stage.actor()
    const head = await headCommit(repository)
    const doings = head === undefined ? [] : await doingsIn(repository, root, {to: head, limit: last + 1, ...(about.paths === undefined ? {} : {paths: about.paths})})
    return {
      doings: doings.slice(0, last), more: doings.length > last, partial: isShallow(repository), last,
      ...(about.record === undefined ? {} : {record: about.record}), ...(you === undefined ? {} : {you}),
    }
  },

  change: (circle, {doings, partial, more, last, record, you}, {today, timezone}) => {
    const hearing = {circle, today, timezone, ...(you === undefined ? {} : {you})}
    const rows = doings.flatMap((doing) => doingWords(doing, hearing).map((words, index): Cell[] => (
      index === 0 ? [faint(doing.oid.slice(0, 7)), momentWords(doing.time, hearing), words] : ['', '', words]
    )))
    const show: Block[] = rows.length === 0 ? [record === undefined ? 'Nothing has been committed yet.' : `No commit has changed ${record} yet.`] : [{table: rows}]
    return {
      show,
      notes: [
        ...(more ? [`Older ones: circle history${record === undefined ? '' : ` ${record}`} --last ${last * 5}`] : []),
        ...(partial && !more ? ['This clone holds only the newest part of the history; git fetch --unshallow fetches the rest.'] : []),
      ],
      json: {history: doings.map((doing) => doingJson(doing, hearing)), more, partial},
    }
  },
})

/** The files of what was typed: a member, a gathering, the charter, or a path. Throws an `unknown` fault for anything else. */
function pathsOf({circle, setting}: Stage, typed: NonNullable<Input[string]> & string): string[] {
  const wanted = typed.trim()
  if (wanted === 'charter') return [charterPath]
  if (/[/\\]|\.\w+$/.test(wanted)) return [pathIn(wanted)]
  const member = attempt(() => memberNamed(circle.members, wanted))
  if (typeof member === 'string') {
    const pages = [...circle.gatherings.values()].filter(({pages}) => pages.has(member)).map(({id}) => pagePath(id, member))
    const votes = [...circle.polls.values()].filter(({pages}) => pages.has(member)).map(({id}) => votePath(id, member))
    return [memberPath(member), ...pages, ...votes]
  }
  if (circle.polls.has(wanted)) return [`polls/${wanted}`]
  const gathering = attempt(() => gatheringNamed(circle, wanted, setting).id)
  if (typeof gathering === 'string') return [`gatherings/${gathering}`]
  throw new Fault('unknown', `${wanted} is neither a member nor a gathering`, {hint: `say a member, a gathering (its id, its day, next or last), charter, or a path${member.hint === undefined ? '' : `; ${member.hint}`}`})
}

function pathIn(typed: string): string {
  const parts = typed.replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.')
  if (parts.length === 0 || parts.includes('..') || typed.startsWith('/')) throw new Fault('usage', `not a path below the folder of the circle: ${typed}`, {hint: 'write it as git does: members/ann.yaml'})
  return parts.join('/')
}

function attempt<T>(work: () => T): T | Fault {
  try {
    return work()
  } catch (error) {
    if (error instanceof Fault && error.kind === 'unknown') return error
    throw error
  }
}
