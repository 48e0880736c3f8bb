/** What there is to send mail with, in words and without secrets; nothing is connected and no program is run. */
import {Fault, placeText} from '../../model/fault.ts'
import type {Context} from '../context.ts'
import {isProgram, mailFile, mailSettings, passwordName, programAt} from './settings.ts'
import type {MailSettings, Sendmail, Smtp} from './settings.ts'

/** `json` is the same as data. `advice`: what to do where it is not well. */
export interface MailStanding {
  readonly state: 'well' | 'care'
  readonly said: string
  readonly advice?: string
  readonly json: Readonly<Record<string, string | number | boolean | null>> | null
}

/** How mail would go from here. Throws only what is no fault of the settings. */
export function mailStanding(context: Pick<Context, 'env' | 'folder'>): MailStanding {
  let settings: MailSettings | undefined
  try {
    settings = mailSettings(context)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const where = error.place === undefined || error.message.includes(error.place.file) ? '' : `${placeText(error.place)}: `
    return {state: 'care', said: `${where}${error.message}`, ...(error.hint === undefined ? {} : {advice: error.hint}), json: null}
  }
  if (settings === undefined) return {state: 'well', said: 'no sendmail and no settings, so circle sends none from here: circle help mail', json: null}
  const {through} = settings
  return through.kind === 'smtp' ? smtpStanding(through, context) : sendmailStanding(through, context)
}

function sendmailStanding({words: [program]}: Sendmail, {env}: Pick<Context, 'env'>): MailStanding {
  const isThere = isHere(program, env)
  const json = {through: 'sendmail', program, found: isThere}
  return isThere ? {state: 'well', said: program, json} : {state: 'care', said: `${program} is no program that can be run here`, advice: `look at \`sendmail\` in ${mailFile({env})}`, json}
}

function smtpStanding(account: Smtp, context: Pick<Context, 'env'>): MailStanding {
  const {host, port, security, user} = account
  const kinds = {tls: 'TLS', starttls: 'STARTTLS', none: 'no encryption'}
  const {source, said, advice} = passwordStanding(account, context)
  const whose = user === undefined ? 'without a password' : `as ${user}, ${said}`
  const json = {through: 'smtp', host, port, security, user: user ?? null, password: source}
  return {state: advice === undefined ? 'well' : 'care', said: `${host}, port ${port} (${kinds[security]}) ${whose}`, ...(advice === undefined ? {} : {advice}), json}
}

/** Where the password comes from: the program's other words stay unsaid, since one of them may be a secret. */
function passwordStanding({user, passwordCommand}: Smtp, {env}: Pick<Context, 'env'>): {source: 'environment' | 'program' | null; said: string; advice?: string} {
  if (user === undefined) return {source: null, said: ''}
  if ((env[passwordName] ?? '') !== '') return {source: 'environment', said: `password from ${passwordName}`}
  if (passwordCommand === undefined) return {source: null, said: 'no password', advice: `set ${passwordName}, or name a program that tells it: passwordCommand: [pass, show, mail] in ${mailFile({env})}`}
  const [program] = passwordCommand
  const said = `password from ${program}`
  return isHere(program, env) ? {source: 'program', said} : {source: 'program', said: `${said}, which is not here`, advice: `look at \`passwordCommand\` in ${mailFile({env})}`}
}

function isHere(program: string, env: Context['env']): boolean {
  const path = programAt(program, env)
  return path !== undefined && isProgram(path)
}
