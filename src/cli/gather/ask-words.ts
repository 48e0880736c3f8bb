/** What is asked about words: earlier commitments, new ones, decisions, and what somebody takes home. */
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import type {Promised} from '../../model/commitments.ts'
import {Fault} from '../../model/fault.ts'
import {shortName} from '../../model/members.ts'
import {dayWords, shortDay} from '../../schedule/words.ts'
import {pageOf} from '../scheduled.ts'
import {faint, warn} from '../terminal/lines.ts'
import {askChoice, askLine, askLines, askTicks} from '../terminal/prompts.ts'
import {promiseContext, takeawayIn} from './flags.ts'
import {dueDay, promiseRemarks, readPromise} from './promise.ts'
import type {Answers} from './draft.ts'
import type {Desk} from './questions.ts'

// What became of earlier commitments

/** Last time's commitments that are still open. */
export function openBefore({stage, view}: Desk): Desk['view']['commitments'] {
  const now = commitmentsOf(stage.circle).filter(({commitment}) => stateOf(commitment) === 'open')
  return view.commitments.filter((carried) => carried.state === 'open' && now.some((other) => addressOf(other) === addressOf(carried)))
}

/** Asks what became of each of last time's commitments. */
export async function askFates(desk: Desk): Promise<void> {
  const {saved, keep, typing, typed} = desk
  const before = saved().answers.fates ?? []
  // Once all were asked, asking again means all of them; an interrupted run goes on where it stopped.
  const again = saved().answered.includes('fates')
  const fates = again ? [] : [...before]
  for (const carried of openBefore(desk)) {
    const {commitment, who, overdue} = carried
    const id = addressOf(carried)
    if (fates.some((fate) => fate.id === id)) continue
    const earlier = before.find((fate) => fate.id === id)
    const due = commitment.due === undefined ? '' : ` (${overdue ? 'was due' : 'due'} ${shortDay(commitment.due)})`
    const became = await askChoice(`${who.called}: ${commitment.what}${due}`, [
      {name: 'Still open', value: 'open' as const},
      {name: 'Kept', value: 'done' as const},
      {name: 'Dropped', value: 'dropped' as const},
    ], earlier?.became ?? 'open')
    const begun = typed(`why ${id}`) ?? earlier?.why
    const why = became !== 'dropped' ? undefined : await askLine({message: 'Why?', ...(begun === undefined ? {} : {begun}), typing: typing(`why ${id}`), fault: (text) => (text === '' ? 'a word or two will do' : undefined)})
    fates.push({id, became, ...(why === undefined ? {} : {why})})
    keep({fates: [...fates]})
  }
  keep({fates}, 'fates')
}

/** `gathering/member/id`: means one commitment in the whole circle. */
export function addressOf({gathering, member, id}: Promised): string {
  return `${gathering}/${member}/${id}`
}

// What stands there already

/** Something said this evening. `id`: under which it stands on the page; absent for what was only typed so far. */
interface Said<T> {
  readonly words: string
  readonly id?: string
  readonly typed?: T
}

/**
 * Shows what there is already, before more is asked for. What is logged, and what was asked about before, can be
 * unticked: `keepTyped` makes answers of what of the typed stays.
 */
async function review<T>(desk: Desk, key: 'promises' | 'decisions' | 'takeaways', {message, said, keepTyped}: {message: string; said: readonly Said<T>[]; keepTyped: (typed: T[]) => Answers}): Promise<void> {
  const {stage, saved, keep, typing} = desk
  if (said.length === 0) return
  const logged = said.flatMap(({id}) => (id === undefined ? [] : [id]))
  if (logged.length === 0 && !saved().answered.includes(key)) {
    stage.context.notes.blocks([faint('So far:'), ...said.map(({words}) => faint(`  ${words}`))])
    return
  }
  const {removed = []} = saved().answers
  const stay = await askTicks(message, said.map((each) => ({name: each.words, value: each, checked: each.id === undefined || !removed.includes(each.id)})))
  const out = logged.filter((id) => !stay.some((each) => each.id === id))
  const begun = desk.typed(key)
  keep({...keepTyped(stay.flatMap((each) => (each.typed === undefined ? [] : [each.typed]))), removed: [...removed.filter((id) => !logged.includes(id)), ...out]})
  // A half-typed line belongs to the question that comes next.
  if (begun !== undefined) typing(key)(begun)
}

// New commitments

/** Open commitments that were made at this gathering and are logged already. */
function loggedPromises({stage, one}: Pick<Desk, 'stage' | 'one'>): Promised[] {
  return commitmentsOf(stage.circle).filter(({gathering, commitment}) => gathering === one.id && stateOf(commitment) === 'open')
}

/** Asks who will do what. */
export async function askPromises(desk: Desk): Promise<void> {
  const {stage, one, saved, keep, typing, typed} = desk
  const {present, promises = []} = saved().answers
  const {members} = stage.circle
  const actor = await stage.actor()
  const context = {...promiseContext(stage, one), ...(actor === undefined ? {} : {actor})}
  const wordsOf = (member: string, what: string, due: string | undefined): string => `${shortName(members, member)}: ${what}${due === undefined ? '' : `, by ${dayWords(due)}`}`
  await review(desk, 'promises', {
    message: 'Which commitments of this evening stay?',
    said: [
      ...loggedPromises(desk).map((promised) => ({id: addressOf(promised), words: wordsOf(promised.member, promised.commitment.what, promised.commitment.due)})),
      ...promises.map((promise) => ({typed: promise, words: wordsOf(promise.member, promise.what, promise.due)})),
    ],
    keepTyped: (stay) => ({promises: stay}),
  })
  const example = shortName(members, present?.[0] ?? actor ?? 'ann').toLowerCase()
  const begun = typed('promises')
  await askLines({
    message: `Who will do what? ("${example}: read chapter 2 by friday"; empty for nothing)`,
    again: 'And who else? (empty to go on)',
    ...(begun === undefined ? {} : {begun}),
    typing: typing('promises'),
    fault: (text) => readPromise(text, context).then(() => undefined, faultWords),
    took: async (line) => {
      const {member, commitment, time} = await readPromise(line, context)
      const promise = {member, what: commitment.what, ...(commitment.due === undefined ? {} : {due: commitment.due})}
      // Kept before its day is asked for: a line that was typed must not hang on the next one.
      const earlier = saved().answers.promises ?? []
      keep({promises: [...earlier, promise]})
      const due = commitment.due ?? (await askDue(context))
      const dated = due === undefined ? {} : {due}
      keep({promises: [...earlier, {...promise, ...dated}]})
      const remarks = promiseRemarks({member, commitment: {what: commitment.what, ...dated}, ...(time === undefined ? {} : {time})}, context.from)
      stage.context.notes.blocks([faint(`  ${wordsOf(member, commitment.what, due)}`), ...remarks.map((remark) => warn(`  ${remark}`))])
    },
  })
  keep({promises: saved().answers.promises ?? []}, 'promises')
}

async function askDue({from, nextDay, nextTitle}: ReturnType<typeof promiseContext>): Promise<string | undefined> {
  const usual = nextDay === undefined ? 'empty for no day' : `empty for the next gathering, ${nextTitle} on ${shortDay(nextDay)}; "none" for no day`
  const words = await askLine({
    message: `By when? (${usual})`,
    fault: async (text) => (text === '' || text === 'none' || (await dueDay(text, from, nextDay)) !== undefined ? undefined : 'not a day that can be understood; write "friday", "in 2 weeks" or 2026-12-04'),
  })
  if (words === 'none') return undefined
  return words === '' ? nextDay : (await dueDay(words, from, nextDay))?.day
}

function faultWords(error: unknown): string {
  if (error instanceof Fault) return error.hint === undefined ? error.message : `${error.message}; ${error.hint}`
  throw error
}

// Decisions

/** Asks what was decided. */
export async function askDecisions(desk: Desk): Promise<void> {
  const {stage, one, saved, keep, typing, typed} = desk
  const {decisions = []} = saved().answers
  await review(desk, 'decisions', {
    message: 'Which decisions of this evening stay?',
    said: [...Object.entries(pageOf(stage.circle, one).decisions ?? {}).map(([id, words]) => ({id, words})), ...decisions.map((words) => ({typed: words, words}))],
    keepTyped: (stay) => ({decisions: stay}),
  })
  const begun = typed('decisions')
  await askLines({
    message: 'What was decided? (empty for nothing)',
    again: 'And what else? (empty to go on)',
    ...(begun === undefined ? {} : {begun}),
    typing: typing('decisions'),
    took: (line) => keep({decisions: [...(saved().answers.decisions ?? []), line]}),
  })
  keep({decisions: saved().answers.decisions ?? []}, 'decisions')
}

// What they take home

/** Asks what somebody takes home. */
export async function askTakeaways(desk: Desk): Promise<void> {
  const {stage, saved, keep, typing, typed} = desk
  const {present, takeaways = []} = saved().answers
  const {members} = stage.circle
  const actor = await stage.actor()
  await review(desk, 'takeaways', {
    message: 'Which of these stay?',
    said: takeaways.map((each) => ({typed: each, words: `${shortName(members, each.member)}: ${each.takeaway}`})),
    keepTyped: (stay) => ({takeaways: stay}),
  })
  const example = shortName(members, present?.[0] ?? actor ?? 'ann').toLowerCase()
  const begun = typed('takeaways')
  await askLines({
    message: `Anything somebody takes home? ("${example}: …"; empty for nothing)`,
    again: 'And what else do they take home? (empty to go on)',
    ...(begun === undefined ? {} : {begun}),
    typing: typing('takeaways'),
    fault: (text) => {
      try {
        takeawayIn(text, members, actor)
        return undefined
      } catch (error) {
        return faultWords(error)
      }
    },
    took: (line) => keep({takeaways: [...(saved().answers.takeaways ?? []), takeawayIn(line, members, actor)]}),
  })
  keep({takeaways: saved().answers.takeaways ?? []}, 'takeaways')
}
