/** Shares a circle for the first time: connects it to a remote, and says how the others join. */
import {localPath, requireUrl, shownUrl} from '../../git/address.ts'
import {connect, prospectOf} from '../../git/share/connect.ts'
import type {Prospect} from '../../git/share/connect.ts'
import {Fault} from '../../model/fault.ts'
import {readShelf} from '../../store/shelf.ts'
import {atRest, roomOf} from '../at-rest.ts'
import type {FreeChange, FreeCommand} from '../command.ts'
import {circleRoot} from '../root.ts'
import {shellWord} from '../shell-word.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, strong, warn} from '../terminal/lines.ts'
import {askTrust, askTrustAt} from '../trust.ts'

export const command: FreeCommand = {
  free: async (context, input, flags) => {
    if (!flags.commit) throw new Fault('usage', 'commits are what is shared, so --no-commit makes no sense here', {hint: 'leave the flag out'})
    const root = circleRoot(context)
    const room = roomOf(root)
    const {value: {circle: {charter}}, notes} = await atRest(room, context, () => readShelf(root))
    const {repository} = room
    if (repository === undefined) throw new Fault('git', `the circle in ${root} is in no git repository, so it cannot be shared`, {hint: `make one: cd ${shellWord(root)} && git init && git add -A && git commit -m "Begin"`})
    const url = requireUrl(input['git-url'] as string, context.path('.'))
    if (!flags.dryRun) await askTrust(context, repository)
    const wish = {room: {...room, repository}, url, manner: {asks: context.asks}}
    const prospect = await prospectOf(wish)
    const line = `circle join ${shellWord(shownUrl(url))}`
    const warning = `Whoever can read ${shownUrl(url)} can read all of ${charter.name}: names, addresses, notes, and all that ever stood there.`
    if (flags.dryRun) return {show: foreseen(prospect), notes: [...notes, warning], json: {dryRun: true, url: shownUrl(url), branch: prospect.there, makes: prospect.makes ?? null, join: line}}
    if (!flags.yes) {
      if (!context.asks) throw new Fault('usage', `whoever can read ${shownUrl(url)} can read all of the circle, and there is no terminal to ask at`, {hint: 'add --yes if that is as it should be'})
      context.notes.blocks([[warn(warning)]])
      const {askYes} = await import('../terminal/prompts.ts')
      if (!(await askYes('Share it there?', false))) throw new Fault('interrupted', 'Nothing was shared.')
    }
    const path = localPath(url, repository.top)
    if (path !== undefined && prospect.makes === undefined) await askTrustAt(context, path)
    const shared = await connect(wish, prospect)
    return {
      show: sharedBlocks(charter.name, shownUrl(url), line, prospect),
      notes: [...notes, ...(shared.edited.length === 0 ? [] : [`Committed what was edited by hand: ${shared.edited.join(', ')}.`]), ...shared.notes, ...(flags.yes ? [warning] : [])],
      json: {shared: {url: shownUrl(url), remote: shared.link.remote, branch: shared.link.branch, commit: shared.after}, join: line},
    } satisfies FreeChange
  },
}

function foreseen({url, here, there, makes, hasHistory}: Prospect): Block[] {
  return [
    ...(makes === undefined ? [] : [`It would make a bare repository in ${makes}.`]),
    `It would connect the branch ${here} to ${there} in ${shownUrl(url)}${hasHistory ? ', if what is there is this circle' : ''}, and share the circle there.`,
  ]
}

function sharedBlocks(name: string, url: string, line: string, {makes}: Prospect): Block[] {
  return [
    [strong(name), ` is shared, in ${url}${makes === undefined ? '' : ' (a repository made just now)'}.`],
    '',
    'Send this line to the others:',
    {table: [[line]], indent: 2},
    '',
    'From now on, to share what you change and to fetch what others have:',
    {table: [['circle sync']], indent: 2},
    '',
    faint('They need the right to read and write there; that is for its host to give.'),
  ]
}
