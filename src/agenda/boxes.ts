/** Time boxes: how many minutes each step of a gathering gets. */
import type {Minutes} from '../model/format.ts'
import {counted, listed, minutesWords} from '../schedule/words.ts'

/** A step to be given time. */
export interface Boxable {
  readonly title: string
  readonly minutes: Minutes
  /** For `a seat`: how many there are. */
  readonly seats?: number
  readonly optional?: boolean
}

export interface Box {
  /** Whole minutes, never negative. */
  readonly minutes: number
  /** Minutes after the gathering's start. */
  readonly from: number
  /** Minutes for each person or seat, where the step is counted so. */
  readonly each?: number
}

export interface Boxes {
  /** One for each step, in order. */
  readonly boxes: readonly Box[]
  /** The least that all steps take together. */
  readonly needed: number
  /** Minutes by which `needed` is more than the length; 0 when it fits, or when no length is given. */
  readonly over: number
  /** Minutes that no step wants. */
  readonly spare: number
}

/**
 * Gives time to the steps of a gathering of so many people and minutes. Every step first gets its least. What is left
 * goes to steps with a range, all stretched by the same share, in whole minutes for each person; then `rest` takes all
 * that remains. Without a length nothing is stretched.
 */
export function timeBoxes(steps: readonly Boxable[], people: number, length: number | undefined): Boxes {
  const units = steps.map((step) => unitOf(step, people))
  const minutes = steps.map((step, index) => step.minutes.least * units[index]!)
  const needed = sum(minutes)
  let room = length === undefined ? 0 : Math.max(0, length - needed)
  room -= stretch(steps, units, minutes, room)
  const rests = steps.flatMap((step, index) => (step.minutes.most === Infinity ? [index] : []))
  rests.forEach((index, turn) => {
    minutes[index]! += Math.floor(room / rests.length) + (turn < room % rests.length ? 1 : 0)
  })
  let from = 0
  const boxes = steps.map((step, index): Box => {
    const box = {minutes: minutes[index]!, from, ...(step.minutes.per === 'gathering' ? {} : {each: units[index] === 0 ? step.minutes.least : minutes[index]! / units[index]!})}
    from += box.minutes
    return box
  })
  return {boxes, needed, over: length === undefined ? 0 : Math.max(0, needed - length), spare: rests.length > 0 ? 0 : room}
}

/** Stretches the steps with a range in place; how many minutes of `room` that took. */
function stretch(steps: readonly Boxable[], units: readonly number[], minutes: number[], room: number): number {
  const spans = steps.map(({minutes: {least, most}}, index) => (most === Infinity ? 0 : (most - least) * units[index]!))
  const wanted = sum(spans)
  if (wanted === 0) return 0
  const share = Math.min(1, room / wanted)
  const parts = spans.map((span, index) => {
    const unit = units[index]!
    const fair = unit === 0 ? 0 : (span * share) / unit
    return {index, unit, whole: Math.floor(fair), part: fair - Math.floor(fair), limit: unit === 0 ? 0 : span / unit}
  })
  let used = 0
  for (const part of parts) used += part.whole * part.unit
  for (const part of parts.toSorted((a, b) => b.part - a.part || a.index - b.index)) {
    if (part.part === 0 || part.whole >= part.limit || used + part.unit > room) continue
    part.whole += 1
    used += part.unit
  }
  for (const {index, unit, whole} of parts) minutes[index]! += whole * unit
  return used
}

function unitOf(step: Boxable, people: number): number {
  return step.minutes.per === 'person' ? people : step.minutes.per === 'seat' ? (step.seats ?? 1) : 1
}

/** What to tell people about boxes that do not fit, or leave a step without time; undefined when all is well. */
export function fitWarning(steps: readonly Boxable[], people: number, length: number | undefined): {message: string; hint: string} | undefined {
  if (length === undefined) return undefined
  const {boxes, needed, over} = timeBoxes(steps, people, length)
  if (over > 0) {
    return {
      message: `The steps take ${minutesWords(needed)} with ${counted(people, 'person', 'people')}, and the gathering lasts ${minutesWords(length)}: ${minutesWords(over)} too many.`,
      hint: `Make it ${minutesWords(over)} longer${[...fewerEach(steps, people, over), ...dropped(steps, boxes, over)].map((way) => `, or ${way}`).join('')}.`,
    }
  }
  const without = steps.filter((_, index) => boxes[index]!.minutes === 0).map((step) => step.title)
  if (without.length === 0) return undefined
  return {message: `No time is left for ${listed(without)}.`, hint: 'Make the gathering longer, or give other steps less.'}
}

/** The step counted by people or seats where taking the fewest minutes from each makes it fit. */
function fewerEach(steps: readonly Boxable[], people: number, over: number): string[] {
  const ways = steps.flatMap((step) => {
    const unit = step.minutes.per === 'gathering' ? 0 : unitOf(step, people)
    if (unit === 0) return []
    const each = step.minutes.least - Math.ceil(over / unit)
    return each < 1 ? [] : [{step, each, less: Math.ceil(over / unit)}]
  })
  const [way] = ways.toSorted((a, b) => a.less - b.less)
  return way === undefined ? [] : [`give each ${way.step.minutes.per} ${counted(way.each, 'minute')} in “${way.step.title}”`]
}

/** The shortest optional step that makes it fit, or else all of them together. */
function dropped(steps: readonly Boxable[], boxes: readonly Box[], over: number): string[] {
  const optional = steps.flatMap((step, index) => (step.optional === true && boxes[index]!.minutes > 0 ? [{title: step.title, minutes: boxes[index]!.minutes}] : []))
  const [enough] = optional.filter(({minutes}) => minutes >= over).toSorted((a, b) => a.minutes - b.minutes)
  if (enough !== undefined) return [`leave out “${enough.title}”`]
  if (optional.length > 0) return [`leave out ${listed(optional.map(({title}) => `“${title}”`))} and shorten others`]
  return ['leave out a step']
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
