/** What goes into a calendar file, as plain values. */
import type {When} from '../model/when.ts'

/** The highest SEQUENCE there is: a whole number has 32 bits (RFC 5545 3.3.8). */
export const highestSequence = 2_147_483_647

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
  /** How often it changed, or anything else that grows with each change; from 0 to `highestSequence`. */
  readonly sequence: number
  /** When it last changed, in epoch seconds: DTSTAMP and LAST-MODIFIED. */
  readonly modified: number
  /** When it was first there, in epoch seconds. */
  readonly created: number
  readonly location?: string
  /** An http or https address; anything else is left out. */
  readonly url?: string
  readonly description?: string
  /** When reminders come, in minutes before the start. */
  readonly alarms?: readonly number[]
  readonly categories?: readonly string[]
  /** How it recurs; absent: it happens once. */
  readonly recurs?: Recurs
  /** DTSTAMP of a message: when it was made, in epoch seconds (RFC 5545 3.8.7.2). Absent: `modified`. */
  readonly stamp?: number
  /** In messages only: a file that others can read names nobody. */
  readonly organizer?: Party & {/** Who sends in the organizer's place. */ readonly sentBy?: string}
  readonly attendees?: readonly Attendee[]
}

/** How an event recurs: what a calendar works out, and what it must come to. */
export interface Recurs {
  /** A rule as RFC 5545 3.3.10 writes it, with its UNTIL or COUNT: `FREQ=WEEKLY;BYDAY=FR`. */
  readonly rule: string
  /** Starts that are left out, in the form of the event's own start. */
  readonly except: readonly When[]
  /** The starts that remain until `checkedTo`, in epoch milliseconds, in order; what is read back must come to these. */
  readonly starts: readonly number[]
  /** Epoch milliseconds, exclusive. */
  readonly checkedTo: number
  /** When the last occurrence ends, in epoch milliseconds; absent: it never ends. */
  readonly lastEndMs?: number
}

/** Somebody who is named in a message. */
export interface Party {
  readonly name: string
  /** One plain address, `bo@example.org`. */
  readonly email: string
}

/** Somebody who is invited. */
export interface Attendee extends Party {
  /** What they answered already; absent: they are asked. */
  readonly answered?: 'ACCEPTED' | 'TENTATIVE' | 'DECLINED'
}

/** A calendar file to be: its name and what is in it. */
export interface Feed {
  readonly name: string
  readonly description?: string
  /** The zone in which calendars that ask for one show it; absent where there is not one for all of it. */
  readonly timezone?: string
  /** The version of the program. */
  readonly version: string
  /** A colour by its name in CSS (RFC 7986 5.9). */
  readonly color?: string
  /** Where the file itself can be fetched, where that is known (RFC 7986 5.8). */
  readonly source?: string
  readonly events: readonly CalendarEvent[]
}

/** A message of iTIP (RFC 5546): an invitation, its update, or its cancellation. One event, which names organizer and attendees. */
export interface Message {
  readonly method: 'REQUEST' | 'CANCEL'
  /** The version of the program. */
  readonly version: string
  readonly event: CalendarEvent
}
