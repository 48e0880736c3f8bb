/** Sends the mails of a run: asks first, shows how far it is, and stops cleanly when a person says so. */
import type {Party} from '../../calendar/event.ts'
import {Fault} from '../../model/fault.ts'
import {counted} from '../../schedule/words.ts'
import type {Stage} from '../command.ts'
import {openMailer} from '../mail/deliver.ts'
import {mailSettings} from '../mail/settings.ts'
import {requireCommittable} from './committable.ts'
import type {Composed} from './compose.ts'
import type {Journal} from './journal.ts'
import {progressOf} from './progress.ts'
import {sendAll} from './send.ts'
import type {Result} from './send.ts'

interface HandOver {
  readonly stage: Stage
  /** Who sends: the member's own name and address, and id. */
  readonly inviter: Party
  readonly by: string
  readonly sent: string
  readonly pauseMs: number
  readonly journal: Journal
  readonly compose: (from: Party) => Promise<Composed[]>
  /** Shows who gets what, before the question. */
  readonly ask: () => void
}

/**
 * Hands the mails over through the user's own account or sendmail. `stopped`: by Ctrl-C, after the mail in hand; a second one ends
 * the program, and the next run knows what went. Throws the faults of the settings, and `interrupted` for a no.
 */
export async function sendTo({stage, inviter, by, sent, pauseMs, journal, compose, ask}: HandOver): Promise<{results: Result[]; stopped: boolean}> {
  const {context, flags, circle} = stage
  const mailer = await openMailer(context)
  const {from} = mailSettings(context) ?? {}
  const mails = await compose(from === undefined ? inviter : {name: from.name === '' ? inviter.name : from.name, email: from.email})
  await requireCommittable(stage)
  if (context.asks) {
    ask()
    const {askYes} = await import('../terminal/prompts.ts')
    if (!(await askYes(`Send ${counted(mails.length, 'mail')} through ${mailer.through}?`))) throw new Fault('interrupted', 'Nothing was sent.')
  }
  const progress = progressOf(context, flags, circle, mails.length)
  const stop = new AbortController()
  const interrupted = (): void => {
    progress.end()
    if (!flags.quiet) context.notes.blocks(['Stopping after this mail.'])
    stop.abort()
  }
  process.once('SIGINT', interrupted)
  try {
    const results = await sendAll(mails, {mailer, journal, by, sent, pauseMs, progress, stop: stop.signal})
    return {results, stopped: stop.signal.aborted && results.some(({outcome}) => outcome === 'unsent')}
  } finally {
    progress.end()
    process.removeListener('SIGINT', interrupted)
    await mailer.close()
  }
}
