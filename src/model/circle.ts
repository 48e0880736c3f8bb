import type {Charter} from './charter.ts'
import type {Format} from './format.ts'
import type {MemberPage, SharedPage} from './gathering.ts'
import type {Member} from './member.ts'
import type {Poll, PollPage} from './poll.ts'

/** A folder under gatherings/: the shared page and the pages of members who had something to say. */
export interface GatheringRecord {
  readonly id: string
  readonly shared: SharedPage
  /** By member id. */
  readonly pages: ReadonlyMap<string, MemberPage>
}

/** A folder under polls/: the shared page and the pages of members who voted. */
export interface PollRecord {
  readonly id: string
  readonly shared: Poll
  /** By member id. */
  readonly pages: ReadonlyMap<string, PollPage>
}

/** A whole circle, as read from its files. Maps are in the order of their ids. */
export interface Circle {
  readonly charter: Charter
  readonly members: ReadonlyMap<string, Member>
  readonly gatherings: ReadonlyMap<string, GatheringRecord>
  readonly polls: ReadonlyMap<string, PollRecord>
  /** The circle's own formats; those the program ships are read by src/agenda. */
  readonly formats: ReadonlyMap<string, Format>
}
