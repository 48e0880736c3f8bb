import type {Circle, PollRecord} from '../../model/circle.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import {gatheringOf, pollStatus} from '../../model/poll.ts'
import {gatheringById} from '../../schedule/named.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {circleCommand} from '../command.ts'
import {pollChange, pollWith, requireToCome, writtenWhen} from '../poll/asked.ts'
import {deadlineNotes} from '../poll/notes.ts'
import {askedAmong, pollNamed} from '../poll/which.ts'
import {zoneFor} from '../poll/words.ts'
import {pageOf, scheduled} from '../scheduled.ts'
import {oneLine} from '../typed.ts'
import {whyTyped} from '../why.ts'

interface Answers {
  readonly id: string
  readonly why?: string
  readonly deadline?: string
  readonly you?: string
}

export const command = circleCommand<Answers>({
  answers: async ({circle, setting, context, actor}, input) => {
    const named = oneLine(input.poll)
    const poll = reopenable(circle, named === undefined ? await lastSettled(circle, context.asks) : pollNamed(circle, named))
    const {id, shared} = poll
    const typed = oneLine(input.deadline)
    const deadline = typed === undefined ? undefined : await writtenWhen(typed, shared.timezone ?? circle.charter.timezone, setting)
    if (deadline !== undefined) requireToCome(circle, {...shared, deadline}, setting)
    const you = await actor()
    const planned = plannedOf(circle, poll)
    const why = planned === undefined
      ? oneLine(input.why)
      : await whyTyped(input.why, context.asks, `why is ${planned.id} called off, which came of the poll?`)
    return {id, ...defined({why, deadline, you})}
  },

  change: (circle, {id, why, deadline, you}, setting) => {
    const poll = reopenable(circle, pollNamed(circle, id))
    const {status: _, why: __, chosen: ___, ...shared} = poll.shared
    const zone = zoneFor(circle, you)
    const planned = plannedOf(circle, poll)
    const off = planned === undefined ? undefined : cancelled(circle, planned, why)
    const after = pollWith(poll, {shared: {...shared, ...defined({deadline})}})
    const change = pollChange(planned === undefined ? circle : without(circle, planned), after, {
      setting, zone, message: `Open the poll ${id} again`, done: 'is open again',
      notes: (tally) => [
        ...deadlineNotes(tally, zone),
        ...(tally.isOverdue ? [`The time to answer is over; a new one: circle schedule poll edit ${id} --deadline friday`] : []),
      ],
    })
    if (off === undefined) return change
    return {
      ...change,
      writes: [...change.writes!, ...off.writes!],
      show: [...change.show!, '', ...off.show!],
      notes: [...change.notes!, ...off.notes!],
    }
  },
})

/** The only poll that is not open; of several one is asked for at a terminal. */
async function lastSettled({polls}: Circle, asks: boolean): Promise<PollRecord> {
  const settled = [...polls.values()].filter(({shared}) => pollStatus(shared) !== 'open')
  if (settled.length === 1) return settled[0]!
  if (settled.length > 1 && asks) return askedAmong(settled)
  if (settled.length === 0) throw new Fault('missing', 'no poll has been closed or called off', {hint: '`circle schedule poll` shows those that are open'})
  throw new Fault('usage', 'which poll?', {hint: `say which: ${settled.map(({id}) => id).join(', ')}`})
}

/** A poll that is not open and whose gathering has not been held. Throws a `refused` fault for any other. */
function reopenable(circle: Circle, poll: PollRecord): PollRecord {
  const {id, shared} = poll
  if (pollStatus(shared) === 'open') throw new Fault('refused', `the poll ${id} is open`, {hint: `circle schedule poll vote ${id}`})
  const gathering = gatheringOf(shared)
  const status = gathering === undefined ? undefined : circle.gatherings.get(gathering)?.shared.status
  if (status === 'held') {
    throw new Fault('refused', `${gathering}, which came of the poll ${id}, has been held`, {hint: 'open another poll: circle schedule poll open'})
  }
  return poll
}

/** The gathering that came of a poll, while it is planned. */
function plannedOf(circle: Circle, {shared}: PollRecord): Gathering | undefined {
  const gathering = gatheringOf(shared)
  const one = gathering === undefined ? undefined : gatheringById(circle, gathering)
  return one?.status === 'planned' ? one : undefined
}

/** The circle as it is with a gathering called off. */
function without(circle: Circle, one: Gathering): Circle {
  const pages = circle.gatherings.get(one.id)?.pages ?? new Map()
  const shared = {...pageOf(circle, one), status: 'cancelled' as const}
  return {...circle, gatherings: new Map([...circle.gatherings, [one.id, {id: one.id, shared, pages}]])}
}

function cancelled(circle: Circle, one: Gathering, why: string | undefined): ReturnType<typeof scheduled> {
  if (why === undefined) throw new Fault('refused', `${one.id} came of the poll meanwhile`, {hint: 'run the same command again'})
  return scheduled(circle, one.id, {...pageOf(circle, one), status: 'cancelled', why}, {message: '', done: 'is cancelled'})
}
