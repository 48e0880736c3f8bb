import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Circle, PollRecord} from '../../src/model/circle.ts'
import type {Member} from '../../src/model/member.ts'
import type {Poll, Vote} from '../../src/model/poll.ts'
import {inTime, ranked, rule, standingOf, tallyOf} from '../../src/schedule/poll.ts'

const charter: Circle['charter'] = {circle: 1, id: 'apron', name: 'Apron', purpose: 'Talk.', founded: '2026-11-16', timezone: 'UTC', rhythms: {k3fx: {starts: '2026-11-20 19:00', repeats: 'every week'}}}
const circleOf = (members: Readonly<Record<string, Partial<Member>>> = {ann: {}, bo: {}, cy: {}}, timezone = 'UTC'): Pick<Circle, 'charter' | 'members'> => (
  {charter: {...charter, timezone}, members: new Map(Object.entries(members).map(([id, member]) => [id, {name: id, ...member}]))}
)
const now = {nowMs: Date.UTC(2026, 10, 28, 10), today: '2026-11-28'}
const votesFrom = (words: string): Record<string, Vote> => Object.fromEntries(words.split(' ').filter(Boolean).map((word) => {
  const [option, said] = word.split(':') as [string, 'y' | 'i' | 'n']
  return [option, ({y: 'yes', i: 'if-need-be', n: 'no'} as const)[said]]
}))

/** A poll on three Saturdays unless told otherwise; votes as `a:y b:i`, y for yes, i for if need be, n for no. */
function pollOf(said: Readonly<Record<string, string>>, shared: Partial<Poll> = {}): PollRecord {
  const options = {a: {when: '2026-12-05 14:00'}, b: {when: '2026-12-12 14:00'}, c: {when: '2026-12-19 14:00'}}
  return {id: 'walk-k3fx', shared: {title: 'Walk', options, ...shared}, pages: new Map(Object.entries(said).map(([member, words]) => [member, {votes: votesFrom(words)}]))}
}

const best = (said: Readonly<Record<string, string>>): unknown => {
  const standing = standingOf(tallyOf(circleOf(), pollOf(said), now))
  return standing === undefined ? undefined : [standing.best.id, standing.decidedBy, standing.ties.map(({id}) => id)]
}

describe('the best date', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['is the one to which the most can come at all, though fewer say yes', {ann: 'a:y b:i', bo: 'a:n b:i'}, ['b', 0, []]],
    ['is then the one with more yes', {ann: 'a:i b:y', bo: 'a:y b:y'}, ['b', 1, []]],
    ['is then the one with fewer no', {ann: 'a:y b:y', bo: 'a:n'}, ['b', 2, []]],
    ['is then the earliest, and the ties are told', {ann: 'a:n b:y c:y', bo: 'a:y'}, ['b', 3, ['c']]],
    ['is the earliest of those that are as good', {ann: 'a:y b:y c:y'}, ['a', 3, ['b', 'c']]],
    ['is none while nobody can come', {ann: 'a:n b:n c:n'}, undefined],
    ['is none while nobody has answered', {}, undefined],
  ])('%s', (_, said, expected) => expect(best(said)).toEqual(expected))

  it('is not one that has begun, unless it is a whole day that is not over', () => {
    const shared = {options: {a: {when: '2026-11-28 09:59'}, b: {when: '2026-11-28'}, c: {when: '2026-11-27'}, d: {when: '2026-12-05'}}}
    const tally = tallyOf(circleOf(), pollOf({ann: 'a:y b:y c:y d:y', bo: 'a:y c:y'}, shared), now)
    expect(tally.slots.map(({id, isPast}) => [id, isPast])).toEqual([['a', true], ['b', false], ['c', true], ['d', false]])
    expect(inTime(tally.slots).map(({id}) => id)).toEqual(['c', 'b', 'a', 'd'])
    expect(ranked(tally).map(({id}) => id)).toEqual(['b', 'd'])
    expect(standingOf(tally)?.best.id).toBe('b')
  })

  it('is decided by nothing where there is only one', () => {
    const tally = tallyOf(circleOf(), pollOf({ann: 'a:y'}, {options: {a: {when: '2026-12-05 14:00'}}}), now)
    expect(standingOf(tally)).toMatchObject({best: {id: 'a'}, ties: []})
    expect(standingOf(tally)).not.toHaveProperty('decidedBy')
  })

  it('is never worse than another by the rule read from the left, whoever wrote first', () => {
    const vote = fc.constantFrom<Vote | undefined>('yes', 'if-need-be', 'no', undefined)
    const options = ['a', 'b', 'c', 'd']
    const shared = {options: {a: {when: '2026-12-05 14:00'}, b: {when: '2026-12-05 09:00'}, c: {when: '2026-12-19'}, d: {when: '2026-12-01 14:00'}}}
    fc.assert(fc.property(fc.array(fc.tuple(vote, vote, vote, vote), {minLength: 1, maxLength: 5}), (said) => {
      const pages = said.map((votes, index): [string, {votes: Record<string, Vote>}] => [`m${index}`, {votes: Object.fromEntries(votes.flatMap((one, at) => (one === undefined ? [] : [[options[at]!, one]])))}])
      const circle = circleOf(Object.fromEntries(pages.map(([id]) => [id, {}])))
      const [one, other] = [pages, pages.toReversed()].map((order) => tallyOf(circle, {...pollOf({}, shared), pages: new Map(order)}, now))
      expect(one).toEqual(other)
      // Numbers of each date, compared as a person would: first can come, then yes, then no, then the day.
      const count = (option: string, wanted: readonly Vote[]): number => pages.filter(([, {votes}]) => wanted.includes(votes[option]!)).length
      const byHand = options.toSorted((x, y) => (
        count(y, ['yes', 'if-need-be']) - count(x, ['yes', 'if-need-be']) || count(y, ['yes']) - count(x, ['yes']) || count(x, ['no']) - count(y, ['no'])
        || (shared.options[x as 'a'].when < shared.options[y as 'a'].when ? -1 : 1)
      ))
      expect(ranked(one!).map(({id}) => id)).toEqual(byHand)
      expect(standingOf(one!)?.best.id).toBe(count(byHand[0]!, ['yes', 'if-need-be']) === 0 ? undefined : byHand[0])
    }))
  })

  it('follows a rule that ends with what no two dates share but by chance', () => expect(rule.map(({words}) => words).at(-1)).toBe('the earliest'))
})

describe('what was said', () => {
  it('is told for each date by a number, in the order in which they were added: a number stays when an earlier date comes', () => {
    const tally = tallyOf(circleOf(), pollOf({ann: 'b:y a:n', bo: 'b:i'}, {options: {b: {when: '2026-12-12 14:00'}, a: {when: '2026-12-05 14:00'}}}), now)
    expect(tally.slots.map(({id, number, yes, ifNeedBe, no, unsaid}) => ({id, number, yes, ifNeedBe, no, unsaid}))).toEqual([
      {id: 'b', number: 1, yes: ['ann'], ifNeedBe: ['bo'], no: [], unsaid: ['cy']},
      {id: 'a', number: 2, yes: [], ifNeedBe: [], no: ['ann'], unsaid: ['bo', 'cy']},
    ])
    expect([tally.silent, tally.partly]).toEqual([['cy'], ['bo']])
  })

  it('is one date where two people added the same at once, whichever of the two a member answered', () => {
    const shared = {options: {a: {when: '2026-12-05 14:00'}, b: {when: '2026-12-05 14:00'}, c: {when: '2026-12-05 14:00', place: 'Barn'}}}
    const {slots} = tallyOf(circleOf(), pollOf({ann: 'a:y', bo: 'b:i', cy: 'a:n b:y'}, shared), now)
    expect(slots.map(({ids}) => ids)).toEqual([['a', 'b'], ['c']])
    expect([...slots[0]!.votes]).toEqual([['ann', 'yes'], ['bo', 'if-need-be'], ['cy', 'no']])
  })

  it('does not count of somebody who will have left, or is no member', () => {
    const circle = circleOf({ann: {}, bo: {status: 'left', since: '2026-12-10'}, cy: {status: 'left', since: '2026-11-20'}})
    const {slots, voters} = tallyOf(circle, pollOf({bo: 'a:y b:y', cy: 'a:y', eve: 'a:y'}), now)
    expect(slots.map(({yes}) => yes)).toEqual([['bo'], [], []])
    expect(voters).toEqual(['ann', 'bo'])
  })

  it('is not waited for from whoever pauses now, or has left; their votes count all the same while they are here', () => {
    const circle = circleOf({ann: {}, bo: {status: 'paused', since: '2026-11-01'}, cy: {status: 'paused', since: '2026-12-24'}, dee: {status: 'left', since: '2026-11-01'}})
    expect(tallyOf(circle, pollOf({}), now).silent).toEqual(['ann', 'cy'])
    expect(tallyOf(circle, pollOf({bo: 'a:y'}), now).slots[0]).toMatchObject({yes: ['bo'], unsaid: ['ann', 'cy']})
  })

  it('is missing from nobody about dates that are past', () => {
    const shared = {options: {a: {when: '2026-11-20 14:00'}, b: {when: '2026-12-05 14:00'}}}
    expect(tallyOf(circleOf(), pollOf({ann: 'b:y', bo: 'a:y'}, shared), now)).toMatchObject({silent: ['bo', 'cy'], partly: []})
    expect(tallyOf(circleOf(), pollOf({}, {options: {a: {when: '2026-11-20'}}}), now)).toMatchObject({silent: [], partly: []})
  })

  it('takes times in the zone of the poll, else of the circle, and follows its clocks', () => {
    const at = (shared: Partial<Poll>, zone = 'UTC'): unknown => tallyOf(circleOf({}, zone), pollOf({}, shared), now).slots.map(({gathering: {startMs, endMs, kind}}) => [new Date(startMs).toISOString(), (endMs - startMs) / 60_000, kind])
    const options = {a: {when: '2026-12-05 14:00', lasts: '3h'}}
    expect(at({options})).toEqual([['2026-12-05T14:00:00.000Z', 180, 'ok']])
    expect(at({options, timezone: 'Asia/Kolkata', lasts: '1h'})).toEqual([['2026-12-05T08:30:00.000Z', 180, 'ok']])
    expect(at({options: {a: {when: '2027-03-28 02:30'}, b: {when: '2026-10-25 02:30'}}, lasts: '45 min'}, 'Europe/Stockholm')).toEqual([['2027-03-28T01:30:00.000Z', 45, 'gap'], ['2026-10-25T00:30:00.000Z', 45, 'overlap']])
  })
})

describe('the time to answer', () => {
  it.each([
    ['2026-11-28', 'UTC', '2026-11-29T00:00:00.000Z', false],
    ['2026-11-27', 'UTC', '2026-11-28T00:00:00.000Z', true],
    ['2026-11-28 10:00', 'UTC', '2026-11-28T10:00:00.000Z', true],
    ['2026-11-28 10:01', 'UTC', '2026-11-28T10:01:00.000Z', false],
    ['2026-11-27', 'Pacific/Pago_Pago', '2026-11-28T11:00:00.000Z', false],
    ['2026-11-28', 'Pacific/Kiritimati', '2026-11-28T10:00:00.000Z', true],
  ])('of %s in %s ends at %s', (deadline, timezone, end, over) => {
    const {deadlineMs, isOverdue} = tallyOf(circleOf(), pollOf({}, {deadline, timezone}), now)
    expect([new Date(deadlineMs!).toISOString(), isOverdue]).toEqual([end, over])
  })

  it('may have no end', () => expect(tallyOf(circleOf(), pollOf({}), now)).not.toHaveProperty('deadlineMs'))
})
