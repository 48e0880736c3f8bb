/** Hands mails over, one by one, and notes before and after each what is known of it. */
import {setTimeout as wait} from 'node:timers/promises'
import type {Need} from '../../calendar/invitations.ts'
import type {Delivery, Mailer} from '../mail/deliver.ts'
import {toldBy} from './compose.ts'
import type {Composed} from './compose.ts'
import type {Entry, Journal} from './journal.ts'

/** What became of one member's mail. `unsent`: it never came to that. */
export type Outcome = 'sent' | 'written' | 'printed' | 'planned' | 'refused' | 'failed' | 'unsure' | 'unsent'

/** One member's part of what was done. */
export interface Result {
  readonly need: Need
  readonly outcome: Outcome
  /** Why not, in the words of the mail server or program. */
  readonly reason?: string
  readonly hint?: string
  /** Where it was written, absolute. */
  readonly file?: string
}

/** How a run of mails goes on: told of each before and after it. */
export interface Progress {
  readonly begins: (done: number, composed: Composed) => void
  readonly ended: (done: number, results: readonly Result[]) => void
}

/** What all mails of a run go through. */
export interface Run {
  readonly mailer: Pick<Mailer, 'deliver'>
  readonly journal: Pick<Journal, 'note' | 'drop'>
  /** The member who sends. */
  readonly by: string
  /** The time of the record, wall-clock where the circle is at home. */
  readonly sent: string
  readonly pauseMs: number
  readonly progress: Progress
  /** Stops after the mail in hand. */
  readonly stop: AbortSignal
}

/**
 * Sends these mails in order. A broken connection, or `stop`, leaves the rest unsent; so do two in a row of which it is open whether the
 * trouble was theirs. Throws only what the journal throws.
 */
export async function sendAll(mails: readonly Composed[], run: Run): Promise<Result[]> {
  const results: Result[] = []
  let [broken, doubtful] = [false, false]
  for (const [index, mail] of mails.entries()) {
    if (broken || run.stop.aborted) {
      results.push(...mail.mail.to.map((need): Result => ({need, outcome: 'unsent'})))
      continue
    }
    run.progress.begins(index, mail)
    const {came, delivery} = await sendOne(mail, run)
    results.push(...came)
    run.progress.ended(index + 1, came)
    const isDoubtful = delivery.outcome === 'broken' && delivery.doubtful === true
    broken = delivery.outcome === 'broken' && (doubtful || !isDoubtful)
    doubtful = isDoubtful
    if (!broken && index + 1 < mails.length) await pause(run)
  }
  return results
}

async function sendOne(composed: Composed, run: Run): Promise<{came: Result[]; delivery: Delivery}> {
  const {mail, from, to, bytes} = composed
  const entries = mail.to.map((need): Entry => ({member: need.member, by: run.by, state: 'going', told: toldBy(need, run.sent)}))
  run.journal.note(entries)
  const delivery = await run.mailer.deliver({from, to, bytes})
  return {came: noted(composed, entries, delivery, run.journal), delivery}
}

/** Notes what became of a mail, and tells it of each whom it was to. */
function noted({mail, to}: Composed, entries: readonly Entry[], delivery: Delivery, journal: Run['journal']): Result[] {
  const gone = (some: readonly Entry[]): void => {
    if (some.length > 0) journal.note(some.map((entry): Entry => ({...entry, state: 'gone'})))
  }
  const all = (result: Omit<Result, 'need'>): Result[] => mail.to.map((need) => ({need, ...result}))
  switch (delivery.outcome) {
    case 'accepted':
      gone(entries)
      return all({outcome: 'sent'})
    case 'refused': {
      const {reason, except} = delivery
      const isRefused = (index: number): boolean => except === undefined || except.includes(to[index]!)
      gone(entries.filter((_, index) => !isRefused(index)))
      journal.drop(entries.filter((_, index) => isRefused(index)))
      return mail.to.map((need, index) => (isRefused(index) ? {need, outcome: 'refused', reason} : {need, outcome: 'sent'}))
    }
    case 'broken': {
      const {reason, unsure, hint} = delivery
      if (!unsure) journal.drop(entries)
      return all({outcome: unsure ? 'unsure' : 'failed', reason, ...(hint === undefined ? {} : {hint})})
    }
  }
}

async function pause({pauseMs, stop}: Run): Promise<void> {
  try {
    await wait(pauseMs, undefined, {signal: stop})
  } catch (error) {
    if (!stop.aborted) throw error
  }
}
