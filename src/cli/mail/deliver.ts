/** Hands mails over, one by one, to the user's own SMTP account or sendmail. */
import type {Context} from '../context.ts'
import {mailSettings, noMail} from './settings.ts'

/** What became of one mail. */
export type Delivery =
  | {readonly outcome: 'accepted'}
  /** This mail or its address: others may go on. `except`: it was taken all the same, for all but these addresses. */
  | {readonly outcome: 'refused'; readonly reason: string; readonly except?: readonly string[]}
  /**
   * The connection or the account: no mail goes on. `unsure`: it broke after the whole mail was handed over and before the
   * answer, so it may have arrived. `hint`: what to do about it. `doubtful`: it may be about this mail or its address after all, so
   * that another mail can tell.
   */
  | {readonly outcome: 'broken'; readonly reason: string; readonly unsure: boolean; readonly doubtful?: true; readonly hint?: string}

/** One mail: the envelope, which alone says who gets it, and the letter as it is. Addresses are plain ones. */
export interface Mail {
  readonly from: string
  readonly to: readonly string[]
  readonly bytes: Buffer
}

/** A way to send mail. */
export interface Mailer {
  /** What mail goes through, for a person: `smtp.example.org as ann`. */
  readonly through: string
  /** Hands one mail over. One at a time. Never throws for what goes wrong on the way: that is its answer. */
  deliver(mail: Mail): Promise<Delivery>
  /** Ends the connection, if there is one. */
  close(): Promise<void>
}

/**
 * The way of this user to send mail, by their settings; nothing is connected, and no password asked for, before the first mail.
 * Throws a `missing` fault where there is no way, and the faults of `mailSettings`.
 */
export async function openMailer(context: Pick<Context, 'env' | 'folder' | 'asks'>): Promise<Mailer> {
  const settings = mailSettings(context)
  if (settings === undefined) throw noMail(context)
  const {through} = settings
  if (through.kind === 'sendmail') return (await import('./sendmail.ts')).sendmailMailer(through, context)
  return (await import('./smtp.ts')).smtpMailer(through, context)
}
