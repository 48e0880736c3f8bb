/** What goes into a calendar file, as plain values. */
import type {When} from '../model/when.ts'

/** One event of a calendar file. */
export interface CalendarEvent {
  /** Unlike any other in the world, and never changing: letters, digits and `. _ @ -`. */
  readonly uid: string
  readonly summary: string
  /** Wall time in `timezone`; of an event that takes all day, its first day. */
  readonly start: When
  /** Wall time in `timezone`; of an event that takes all day, the day after its last. */
  readonly end: When
  /** IANA name. */
  readonly timezone: string
  readonly allDay: boolean
  /** Epoch milliseconds; of an event that takes all day, the start of the day in its zone. */
  readonly startMs: number
  readonly endMs: number
  /** Whether `start` is a time that the clocks show once (`ok`), never (`gap`) or twice (`overlap`). */
  readonly kind: 'ok' | 'gap' | 'overlap'
  readonly status: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED'
  /** How often it changed, or anything else that grows with each change; from 0 to 2147483647. */
  readonly sequence: number
  /** When it last changed, in epoch seconds: DTSTAMP and LAST-MODIFIED. */
  readonly modified: number
  /** When it was first there, in epoch seconds. */
  readonly created: number
  readonly location?: string
  /** An http or https address; anything else is left out. */
  readonly url?: string
  readonly description?: string
}

/** A calendar file to be: its name and what is in it. */
export interface Feed {
  readonly name: string
  readonly description?: string
  /** The zone in which calendars that ask for one show it. */
  readonly timezone: string
  /** The version of the program. */
  readonly version: string
  readonly events: readonly CalendarEvent[]
}
