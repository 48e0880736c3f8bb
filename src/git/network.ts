/** What goes over the network: fetching a branch, publishing a commit, asking a remote what it has. */
import type {Repository} from './find.ts'
import type {Setting} from './settings.ts'
import type {Head} from './state.ts'

/** The branch elsewhere that a branch here is shared through. */
export interface Link {
  /** The remote's name, `origin`. */
  readonly remote: string
  /** Its address, as git's settings have it. It may hold a password: show it with `shownUrl`. */
  readonly url: string
  /** The branch there, in short: `main`. */
  readonly branch: string
  /** Where git keeps what it last saw of it: `refs/remotes/origin/main`. */
  readonly tracking: string
}

/** How git may behave while it talks to another machine. */
export interface Manner {
  /** True when a person is at the terminal: git and ssh may ask them for passwords. */
  readonly asks: boolean
  /** Milliseconds until it is given up, in place of the usual limit. */
  readonly limitMs?: number
}

export declare function linkOf(repository: Repository, settings: readonly Setting[], head: Pick<Head, 'branch'>): Link
export declare function fetchFrom(repository: Repository, link: Link, manner: Manner): Promise<string | undefined>
export declare function pushTo(repository: Repository, link: Link, oid: string, manner: Manner): Promise<'through' | 'moved'>
/** What a remote has: its branches by short name, and the one that a clone begins with. */
export interface Tips {
  readonly branches: ReadonlyMap<string, string>
  readonly main?: string
}
export declare function tipsOf(folder: string, url: string, manner: Manner): Promise<Tips>
export declare function noteSeen(repository: Repository, link: Link, oid: string): Promise<void>
export declare function requireKept(repository: Repository, link: Link, tip: string | undefined): Promise<void>
