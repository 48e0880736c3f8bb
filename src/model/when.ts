import {isDay} from './day.ts'
import type {Day} from './day.ts'

/** A day, and a wall-clock time unless it takes all day. The zone stands elsewhere. */
export interface When {
  readonly day: Day
  /** `HH:MM`, 00:00 to 23:59. */
  readonly time?: string
}

/** Whether the text is a clock time `HH:MM`, 00:00 to 23:59. */
export function isTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

/** Reads `2026-11-27`, `2026-11-27 19:00` or `2026-11-27T19:00`; undefined for anything else. */
export function readWhen(text: string): When | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?$/.exec(text)
  if (parts === null) return undefined
  const [, day = '', time] = parts
  if (!isDay(day)) return undefined
  if (time === undefined) return {day}
  return isTime(time) ? {day, time} : undefined
}

/** `2026-11-27 19:00`, or `2026-11-27` for all day. */
export function whenText(when: When): string {
  return when.time === undefined ? when.day : `${when.day} ${when.time}`
}
