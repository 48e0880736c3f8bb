import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {fitWarning, timeBoxes} from '../../src/agenda/boxes.ts'
import type {Boxable} from '../../src/agenda/boxes.ts'
import {readMinutes} from '../../src/model/format.ts'

function steps(...minutes: string[]): Boxable[] {
  return minutes.map((text, index) => ({title: `Step ${index + 1}`, minutes: readMinutes(text)!}))
}

const given = (people: number, length: number | undefined, ...minutes: string[]): number[] => timeBoxes(steps(...minutes), people, length).boxes.map((box) => box.minutes)

describe('time boxes', () => {
  it('give fixed steps what they ask, one after the other', () => {
    expect(timeBoxes(steps('5', '40', '15'), 6, 60).boxes).toEqual([{minutes: 5, from: 0}, {minutes: 40, from: 5}, {minutes: 15, from: 45}])
  })

  it('multiply minutes for each by the people there', () => {
    expect(timeBoxes(steps('5', '3 each', 'rest'), 7, 60).boxes).toEqual([{minutes: 5, from: 0}, {minutes: 21, from: 5, each: 3}, {minutes: 34, from: 26}])
  })

  it('multiply minutes a seat by the seats', () => {
    const seat = {title: 'Hot seats', minutes: readMinutes('20 a seat')!, seats: 2}
    expect(timeBoxes([seat], 6, 60).boxes).toEqual([{minutes: 40, from: 0, each: 20}])
  })

  it('stretch ranges by the same share of what they allow', () => {
    expect(given(6, 60, '10-20', '20-40')).toEqual([20, 40])
    expect(given(6, 45, '10-20', '20-40')).toEqual([15, 30])
    expect(given(6, 30, '10-20', '20-40')).toEqual([10, 20])
  })

  it('stretch minutes for each by whole minutes', () => {
    expect(timeBoxes(steps('2-5 each', 'rest'), 8, 35).boxes).toEqual([{minutes: 32, from: 0, each: 4}, {minutes: 3, from: 32}])
  })

  it('leave the rest to `rest`, shared alike', () => {
    expect(given(6, 61, '10', 'rest', 'rest')).toEqual([10, 26, 25])
    expect(given(6, 120, '15', 'at least 45')).toEqual([15, 105])
  })

  it('say how much is to spare when nothing takes it', () => {
    expect(timeBoxes(steps('10', '20-25'), 6, 60)).toMatchObject({spare: 25, over: 0})
  })

  it('give every step its least when time is short, and say how much too long that is', () => {
    const boxes = timeBoxes(steps('10-20', '5 each', 'at least 30', 'rest'), 6, 60)
    expect(boxes.boxes.map((box) => box.minutes)).toEqual([10, 30, 30, 0])
    expect(boxes).toMatchObject({needed: 70, over: 10, spare: 0})
  })

  it('stretch nothing where no length is given', () => {
    expect(given(6, undefined, '10-20', 'rest')).toEqual([10, 0])
    expect(timeBoxes(steps('10', '5 each'), 6, undefined)).toMatchObject({over: 0, spare: 0})
  })

  it('work with nobody there', () => {
    expect(timeBoxes(steps('3 each', 'rest'), 0, 30).boxes).toEqual([{minutes: 0, from: 0, each: 3}, {minutes: 30, from: 0}])
  })

  const anyMinutes = fc.oneof(
    fc.integer({min: 1, max: 90}).map(String),
    fc.tuple(fc.integer({min: 1, max: 60}), fc.integer({min: 0, max: 60}), fc.constantFrom('', ' each', ' a seat')).map(([least, more, per]) => `${least}-${least + more}${per}`),
    fc.integer({min: 1, max: 10}).map((each) => `${each} each`),
    fc.integer({min: 1, max: 60}).map((least) => `at least ${least}`),
    fc.constant('rest'),
  )

  it('always add up, in order, none negative, each within what it asked for', () => {
    fc.assert(
      fc.property(fc.array(anyMinutes, {maxLength: 12}), fc.integer({min: 0, max: 20}), fc.integer({min: 0, max: 600}), (texts, people, length) => {
        const asked = steps(...texts)
        const {boxes, needed, over, spare} = timeBoxes(asked, people, length)
        let from = 0
        boxes.forEach((box, index) => {
          const {least, most, per} = asked[index]!.minutes
          const unit = per === 'person' ? people : 1
          expect(box.from).toBe(from)
          expect(Number.isInteger(box.minutes)).toBe(true)
          expect(box.minutes).toBeGreaterThanOrEqual(least * unit)
          expect(box.minutes).toBeLessThanOrEqual(most === Infinity ? Infinity : most * unit)
          if (box.each !== undefined && unit > 0) expect(box.each * unit).toBe(box.minutes)
          from += box.minutes
        })
        expect(from + spare).toBe(over > 0 ? needed : length)
        expect(over === 0 || spare === 0).toBe(true)
      }),
    )
  })

  it('never give more to one range than to another that asked for the same', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 8}), fc.integer({min: 10, max: 300}), (count, length) => {
        const minutes = given(5, length, ...Array.from({length: count}, () => '10-30'))
        expect(Math.max(...minutes) - Math.min(...minutes)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('the warning about time', () => {
  it('is silent when all fits', () => {
    expect(fitWarning(steps('10', 'rest'), 6, 60)).toBeUndefined()
    expect(fitWarning(steps('600'), 6, undefined)).toBeUndefined()
  })

  it('says by how much, with how many people, and what to do', () => {
    const asked = [{title: 'Round', minutes: readMinutes('5 each')!}, {title: 'Talk', minutes: readMinutes('60')!}, {title: 'Quiz', minutes: readMinutes('20')!, optional: true}]
    expect(fitWarning(asked, 10, 120)).toEqual({
      message: 'The steps take 2 hours 10 minutes with 10 people, and the gathering lasts 2 hours: 10 minutes too many.',
      hint: 'Make it 10 minutes longer, or give each person 4 minutes in “Round”, or leave out “Quiz”.',
    })
  })

  it('advises nothing that would not help', () => {
    const asked = [{title: 'Round', minutes: readMinutes('1 each')!}, {title: 'Talk', minutes: readMinutes('60')!}, {title: 'Tea', minutes: readMinutes('5')!, optional: true}]
    expect(fitWarning(asked, 10, 60)!.hint).toBe('Make it 15 minutes longer, or leave out “Tea” and shorten others.')
    expect(fitWarning(steps('90'), 10, 60)!.hint).toBe('Make it 30 minutes longer, or leave out a step.')
  })

  it('says when a step is left without any time', () => {
    expect(fitWarning(steps('60', 'rest'), 6, 60)!.message).toBe('No time is left for Step 2.')
  })
})
