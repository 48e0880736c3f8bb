import {describe, expect, it} from 'vitest'
import {activeOn, answersOf, peopleOf} from '../../src/agenda/people.ts'
import {circle, members, records} from './circle.ts'

const id = '2026-11-27-weekly'
const day = '2026-11-27'
const ids = (people: readonly {id: string}[]): string[] => people.map((person) => person.id)

describe('a member', () => {
  it('takes part from the day of joining until the day of leaving', () => {
    const ann = {name: 'Ann', joined: '2026-11-27', status: 'left', since: '2026-12-04'} as const
    expect(['2026-11-26', '2026-11-27', '2026-12-03', '2026-12-04'].map((day) => activeOn(ann, day))).toEqual([false, true, true, false])
  })

  it('who comes back takes part from that day on', () => {
    const ann = {name: 'Ann', joined: '2026-01-09', status: 'active', since: '2026-12-04'} as const
    expect(['2026-11-27', '2026-12-03', '2026-12-04', '2026-12-11'].map((day) => activeOn(ann, day))).toEqual([false, false, true, true])
  })

  it('who paused without saying since when does not take part', () => {
    expect(activeOn({name: 'Ann', status: 'paused'}, day)).toBe(false)
  })

  it('is called by the first name unless another has it', () => {
    const people = peopleOf(members({ann: {name: 'Ann Ek'}, 'ann-berg': {name: 'Ann Berg'}, bo: {name: 'Bo Ek'}}))
    expect([...people.values()].map(({called}) => called)).toEqual(['Ann Ek', 'Ann Berg', 'Bo'])
  })
})

describe('who comes', () => {
  const who = members({ann: {}, bo: {}, cy: {}, dee: {}, ed: {status: 'paused'}, flo: {status: 'left', since: '2026-11-01'}})

  it('is everybody active who has not said no, on either page', () => {
    const gatherings = records({[id]: {regrets: ['bo'], pages: {ann: {rsvp: 'going'}, cy: {rsvp: 'declined'}, dee: {rsvp: 'maybe'}}}})
    const answers = answersOf({members: who, gatherings}, id, day)
    expect(ids(answers.expected)).toEqual(['ann', 'dee'])
    expect(ids(answers.going)).toEqual(['ann'])
    expect(ids(answers.maybe)).toEqual(['dee'])
    expect(ids(answers.away)).toEqual(['bo', 'cy'])
    expect(answers.unanswered).toEqual([])
  })

  it('is everybody when there is no page yet', () => {
    expect(ids(answersOf(circle({members: who}), id, day).unanswered)).toEqual(['ann', 'bo', 'cy', 'dee'])
  })

  it('is who was there once it was held', () => {
    const gatherings = records({[id]: {status: 'held', present: ['flo', 'ann'], pages: {ann: {rsvp: 'declined'}}}})
    const answers = answersOf({members: who, gatherings}, id, day)
    expect(ids(answers.expected)).toEqual(['ann', 'flo'])
    expect(ids(answers.away)).toEqual(['bo', 'cy', 'dee'])
  })
})
