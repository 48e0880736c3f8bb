import {join} from 'node:path'
import {careOf} from '../../agenda/care.ts'
import type {Care} from '../../agenda/care.ts'
import type {AgendaRole} from '../../agenda/agenda.ts'
import {repositoryOf} from '../../git/carry.ts'
import type {Deed} from '../../merge/deed.ts'
import type {Circle} from '../../model/circle.ts'
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import {Fault} from '../../model/fault.ts'
import type {Format} from '../../model/format.ts'
import {shortName} from '../../model/members.ts'
import {pollStatus} from '../../model/poll.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {whenText} from '../../model/when.ts'
import {wallOf} from '../../schedule/instant.ts'
import {comingGathering} from '../../schedule/named.ts'
import {agoWords, counted, listed, shortDay} from '../../schedule/words.ts'
import {statsOf} from '../../store/disk.ts'
import {charterPath} from '../../store/kinds.ts'
import {agendaFor} from '../agenda-for.ts'
import {hasSent, roomOf} from '../at-rest.ts'
import {charterThings} from '../charter-things.ts'
import {circleCommand} from '../command.ts'
import type {Setting, Stage} from '../command.ts'
import {commitmentRows} from '../commitment-rows.ts'
import {clockWords, gatheringJson, whenWords} from '../gathering-words.ts'
import type {UntoldCare} from '../invite/care.ts'
import type {UnrecordedCare} from '../invite/unrecorded.ts'
import type {PollCare} from '../poll/care.ts'
import {problemsOf} from '../problems.ts'
import {formatsFor} from '../shipped.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, section, strong, warn} from '../terminal/lines.ts'

interface Answers {
  readonly you?: string
  readonly formats: ReadonlyMap<string, Format>
  /** How much `circle check` would find fault with. */
  readonly problems: number
  /** What changed in the charter since you agreed to it. */
  readonly terms: readonly Deed[]
  /** Open polls that wait for you, or to be closed. */
  readonly polls: readonly PollCare[]
  /** Gatherings of which members who were invited should hear something. */
  readonly untold: readonly UntoldCare[]
  /** Mails of this clone that went out and stand on no page. */
  readonly unrecorded: readonly UnrecordedCare[]
}

/** So many gatherings to log are listed; the others are counted. */
const mostUnlogged = 5

export const command = circleCommand<Answers>({
  answers: async (stage) => {
    const {circle, shelf, setting, actor} = stage
    const one = comingGathering(circle, setting.nowMs, setting.today)
    const you = await actor()
    return {
      formats: formatsFor(circle, one?.format),
      problems: problemsOf(shelf.source, shelf.reading).length,
      terms: await termsFor(stage, you),
      polls: await pollsFor(stage, you),
      untold: await untoldFor(stage),
      unrecorded: await unrecordedFor(stage),
      ...(you === undefined ? {} : {you}),
    }
  },

  change: (circle, {you, formats, problems, terms, polls, untold, unrecorded}, setting) => {
    const {charter} = circle
    const next = comingGathering(circle, setting.nowMs, setting.today)
    const roles = next === undefined ? {roles: [], notes: []} : rolesOf(circle, next, formats, setting)
    const care = careOf(circle, setting.nowMs, setting.today)
    const open = commitmentsOf(circle).filter(({commitment, member}) => stateOf(commitment) === 'open' && member === you)
    return {
      show: [
        [strong(charter.name), faint(`  ${charter.purpose.trim().split('\n')[0]}`)],
        ...nextBlocks(next, roles.roles, you, setting, (you === undefined ? undefined : circle.members.get(you)?.timezone) ?? charter.timezone),
        ...section('Your open commitments', commitmentRows(open, circle, setting.today)),
        ...section('Needs care', careBlocks(circle, care, you, setting, {problems, terms, polls, untold, unrecorded})),
        ...(you === undefined && circle.members.size > 0 ? ['', faint('No member has your e-mail in git; --as <member> shows what is yours.')] : []),
      ],
      notes: roles.notes,
      json: {
        circle: {id: charter.id, name: charter.name, timezone: charter.timezone},
        today: setting.today,
        you: you ?? null,
        next: next === undefined ? null : {...gatheringJson(next), topic: next.topic ?? null, roles: roles.roles.map(({id, member, reason, set}) => ({role: id, member: member?.id ?? null, reason: reason ?? null, set}))},
        commitments: open.map(({gathering, id, commitment}) => ({gathering, id, ...commitment})),
        care: {
          unlogged: care.unlogged.map(gatheringJson),
          overdue: care.overdue.map(({gathering, member, id, commitment}) => ({gathering, member, id, ...commitment})),
          absent: care.absent,
          problems,
          charter: terms,
          polls: polls.map(({id, waits, overdue, complete}) => ({id, waits: waits ?? null, overdue, complete})),
          untold: untold.map(({gathering, members}) => ({gathering, members})),
          unrecorded: unrecorded.map(({gathering, members}) => ({gathering: gathering ?? null, members})),
        },
      },
    }
  },
})

/**
 * What changed in the charter since you agreed to it. History is asked only where the file was written later than that, which
 * one look tells: most often it was not, and git would cost as much again as all the rest of the command.
 */
async function termsFor({circle, shelf: {root}}: Stage, you: string | undefined): Promise<readonly Deed[]> {
  const agreed = you === undefined ? undefined : circle.members.get(you)?.agreed
  const writtenMs = statsOf(join(root, charterPath))?.mtimeMs
  if (you === undefined || agreed === undefined || writtenMs === undefined || whenText(wallOf(circle.charter.timezone, writtenMs)) <= agreed) return []
  const repository = repositoryOf(root)
  if (repository === undefined) return []
  const {changedSinceAgreed} = await import('../deeds-of.ts')
  try {
    return await changedSinceAgreed(repository, root, you, agreed, circle.charter)
  } catch (error) {
    // Where things stand can be told without git; `circle charter agree` says what is wrong with it.
    if (error instanceof Fault && error.kind === 'git') return []
    throw error
  }
}

/** What the open polls want; most circles have none, and then nothing more is loaded. */
async function pollsFor({circle, setting}: Stage, you: string | undefined): Promise<readonly PollCare[]> {
  if ([...circle.polls.values()].every(({shared}) => pollStatus(shared) !== 'open')) return []
  return (await import('../poll/care.ts')).pollCare(circle, you, setting)
}

/** Who should hear of a change by mail; most circles invite nobody, and then nothing more is loaded. */
async function untoldFor({circle, setting}: Stage): Promise<readonly UntoldCare[]> {
  const hasInvited = [...circle.gatherings.values()].some(({shared, pages}) => shared.status !== 'held' && [...pages.values()].some(({invited}) => invited !== undefined))
  return hasInvited ? (await import('../invite/care.ts')).untoldCare(circle, setting) : []
}

/** What this clone sent and is on no page; most clones send nothing, and then nothing more is loaded. */
async function unrecordedFor({circle, shelf: {root}, setting}: Stage): Promise<readonly UnrecordedCare[]> {
  return hasSent(roomOf(root)) ? (await import('../invite/unrecorded.ts')).unrecordedCare(root, () => circle, setting.today) : []
}

/** A format that cannot be found costs the roles, not the status. */
function rolesOf(circle: Circle, next: Gathering, formats: ReadonlyMap<string, Format>, setting: Setting): {roles: readonly AgendaRole[]; notes: string[]} {
  try {
    return {roles: agendaFor(circle, next, formats, setting).roles, notes: []}
  } catch (error) {
    if (error instanceof Fault && error.kind === 'unknown') return {roles: [], notes: [`${error.message}; ${error.hint}`]}
    throw error
  }
}

function nextBlocks(next: Gathering | undefined, roles: readonly AgendaRole[], you: string | undefined, {today, nowMs}: Setting, ownZone: string): Block[] {
  if (next === undefined) return ['', ['No gathering is planned. ', faint('Plan one: circle schedule add "next friday 19:00"')]]
  const where = [next.place, next.link].filter((part) => part !== undefined).join(', ')
  const yours = roles.filter(({member}) => member?.id === you && you !== undefined)
  const others = roles.filter(({member}) => member !== undefined && !(you !== undefined && member.id === you))
  const clocks = clockWords(next, ownZone)
  const rows: Cell[][] = [
    ['Next', [strong(next.title), `, ${whenWords(next)}`, ...(clocks === undefined ? [] : [` (${clocks})`]), faint(`  ${next.startMs <= nowMs ? 'now' : agoWords(next.start.day, today)}`)]],
    ...(where === '' ? [] : [['Where', where]]),
    ...(next.topic === undefined ? [] : [['Topic', next.topic]]),
    ...yours.map(({title, does}): Cell[] => ['You', [warn(title), ...(does === undefined ? [] : [faint(`: ${does}`)])]]),
    ...(others.length === 0 ? [] : [['Roles', others.map(({title, member}) => `${title}: ${member!.called}`).join(', ')]]),
  ]
  return ['', {table: rows}]
}

function careBlocks(circle: Circle, care: Care, you: string | undefined, {today}: Setting, {problems, terms, polls, untold, unrecorded}: Pick<Answers, 'problems' | 'terms' | 'polls' | 'untold' | 'unrecorded'>): Block[] {
  const rows: Cell[][] = []
  if (problems > 0) rows.push(['the files', counted(problems, 'problem'), faint('circle check')])
  if (terms.length > 0) rows.push(['the charter', `changed since you agreed: ${listed(charterThings(terms))}`, faint('circle charter agree')])
  rows.push(...unrecorded.map(({gathering, said, todo}): Cell[] => [gathering === undefined ? 'the mails' : name(gathering), said, faint(todo)]))
  rows.push(...untold.map(({row}) => [...row]), ...polls.map(({row}) => [...row]))
  const unlogged = care.unlogged.slice(-mostUnlogged)
  for (const one of unlogged) rows.push([name(one.id), 'not logged yet', faint(`circle gather ${one.id}`)])
  if (care.unlogged.length > unlogged.length) rows.push(['', `and ${care.unlogged.length - unlogged.length} before that`, ''])
  // Your own are listed above.
  for (const {id, member, commitment} of care.overdue.filter((promised) => promised.member !== you)) {
    rows.push([name(id), `${shortName(circle.members, member)}, due ${agoWords(commitment.due!, today)}`, commitment.what])
  }
  for (const {member, gatherings, told} of care.absent) {
    const since = shortDay(gatherings[0]!.slice(0, 10))
    rows.push([name(member), `not there the last ${counted(gatherings.length, 'time')}`, faint(told === 0 ? `since ${since}; ask how they are` : `since ${since}; told us ${counted(told, 'time')}`)])
  }
  return rows.length === 0 ? [] : [careLayouts(rows)]
}

/** What is cared about, what is said of it, and what to do, side by side, or below each other where the window is narrow. */
function careLayouts(rows: readonly (readonly Cell[])[]): Block {
  const beside: Block = {table: rows, indent: 2, whole: true}
  const below: Block = {table: rows.flatMap(([about, said, todo]): Cell[][] => [[about!, said!], ...(todo === '' ? [] : [['', todo!]])]), indent: 2}
  const alone = rows.flatMap(([about, said, todo]): Block[] => [
    ...(about === '' ? [] : [{table: [[about!]], indent: 2}]), {table: [said!, todo!].flatMap((cell) => (cell === '' ? [] : [[cell]])), indent: 4},
  ])
  return {layouts: [[beside], [below], alone]}
}
