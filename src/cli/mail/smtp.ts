/** Hands mails to an SMTP account, over one connection that is kept (RFC 5321, RFC 6409). */
import {connect} from 'node:net'
import type {Socket} from 'node:net'
import {Readable} from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import {cleanLine, isPlainAddress, shortened} from '../../calendar/text.ts'
import {limitFrom} from '../../git/manner.ts'
import type {Context} from '../context.ts'
import type {Delivery, Mail, Mailer} from './deliver.ts'
import {mostSaid, passwordOf, withoutSecrets} from './password.ts'
import {isLoopback} from './settings.ts'
import type {Smtp} from './settings.ts'

type Broken = Extract<Delivery, {outcome: 'broken'}>

/** What the library tells of a failure. */
interface Failure extends Error {
  readonly code?: string
  readonly originalCode?: string
  readonly response?: string
  readonly responseCode?: number
  readonly command?: string
}

/** A connection that is open, and may have been closed by the other side since. */
interface Line {
  readonly connection: SMTPConnection
  isOpen(): boolean
}

/** How long we wait for the connection, for the greeting, and for each answer; in milliseconds. */
interface Limits {
  readonly connect: number
  readonly answer: number
}

/** A mailer that connects when the first mail is to go, and again where the server has closed the connection between two mails. */
export function smtpMailer(account: Smtp, context: Pick<Context, 'env' | 'asks'>): Mailer {
  const limits = limitsOf(context.env)
  const secrets: string[] = []
  let password: string | undefined
  let line: Line | undefined

  async function opened(): Promise<Line | Broken> {
    if (account.user !== undefined && password === undefined) {
      const asked = await passwordOf(account, context)
      if ('reason' in asked) return {outcome: 'broken', unsure: false, ...asked}
      password = asked.password
      secrets.push(password, `\0${account.user}\0${password}`)
    }
    try {
      return await openLine(account, password, limits)
    } catch (error) {
      return brokenBy(error as Failure, account, secrets)
    }
  }

  async function deliver(mail: Mail): Promise<Delivery> {
    const odd = [mail.from, ...mail.to].find((address) => !isPlainAddress(address))
    if (odd !== undefined || mail.to.length === 0) return {outcome: 'refused', reason: odd === undefined ? 'it is for nobody' : `${cleanLine(odd)} is not a plain mail address`}
    const kept = line?.isOpen() === true
    const now = kept ? line! : await opened()
    if ('outcome' in now) return now
    line = now
    const {failure, handedOver, refused} = await send(line.connection, mail)
    if (failure === undefined) return refused.length === 0 ? {outcome: 'accepted'} : {outcome: 'refused', reason: `${account.host} did not take it for ${refused.join(', ')}, but for the others`, except: refused}
    const delivery = deliveryOf(failure, handedOver, account, secrets)
    if (delivery.outcome === 'refused' && (await isReset(line.connection))) return delivery
    line.connection.close()
    line = undefined
    if (delivery.outcome === 'refused') return delivery
    // It was closed while nobody looked, or wants no more mails over one connection; nothing of this mail had gone yet.
    const isStale = kept && !handedOver && (failure.responseCode === undefined || failure.responseCode === 421)
    return isStale ? deliver(mail) : delivery
  }

  return {
    through: account.user === undefined ? account.host : `${account.host} as ${account.user}`,
    deliver,
    close: async () => {
      if (line?.isOpen() === true) await quit(line.connection)
      line = undefined
    },
  }
}

/** CIRCLE_NETWORK_LIMIT as it is for git: seconds, 0 for no limit. Throws a `usage` fault for what is no number. */
function limitsOf(env: Context['env']): Limits {
  const answer = limitFrom(env.CIRCLE_NETWORK_LIMIT) ?? 120_000
  // The library knows no such thing as no limit, and no timer of Node's runs longer than this.
  const forEver = 2 ** 31 - 1
  return answer === 0 ? {connect: forEver, answer: forEver} : {connect: Math.min(answer, 30_000), answer}
}

async function openLine({host, port, security, unencrypted, user}: Smtp, password: string | undefined, {connect: connectMs, answer}: Limits): Promise<Line> {
  // Connected by ourselves, since the library asks name servers past the system's own table of names.
  const socket = await connected(host, port, connectMs)
  if (security === 'none' && !unencrypted && !isLoopback(socket.remoteAddress ?? '')) {
    socket.destroy()
    throw new Error(`${host} is another computer (${socket.remoteAddress}), and \`security: none\` is for this one`)
  }
  const connection = new SMTPConnection({
    host, port, connection: socket, secure: security === 'tls', requireTLS: security === 'starttls', ignoreTLS: security === 'none',
    // Said, so that no setting of the environment (NODE_TLS_REJECT_UNAUTHORIZED) turns it off.
    tls: {rejectUnauthorized: true, minVersion: 'TLSv1.2'},
    connectionTimeout: connectMs, greetingTimeout: connectMs, socketTimeout: answer, logger: false,
  })
  let open = true
  connection.on('end', () => {
    open = false
  })
  // An error between two mails has no other listener; the next mail finds the connection closed.
  connection.on('error', () => {
    open = false
  })
  await new Promise<void>((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
  if (user !== undefined) {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      if (!connection.allowsAuth) reject(Object.assign(new Error('no password is asked for there'), {code: 'ENOAUTH'}))
      else connection.login({user, pass: password, credentials: {user, pass: password}}, (error) => (error ? reject(error) : resolve()))
    }).catch((error: unknown) => {
      connection.close()
      throw error
    })
  }
  return {connection, isOpen: () => open}
}

function connected(host: string, port: number, limitMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({host, port})
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('no answer'), {code: 'ETIMEDOUT'})), limitMs)
    socket.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

interface Sent {
  readonly failure?: Failure
  /** The server had said that it takes the mail, and the mail was on its way to the end. */
  readonly handedOver: boolean
  /** Addresses it did not take it for, where it took it for others. */
  readonly refused: readonly string[]
}

function send(connection: SMTPConnection, {from, to, bytes}: Mail): Promise<Sent> {
  return new Promise((resolve) => {
    let handedOver = false
    // The library reads it when the server has asked for it.
    const stream = Readable.from([bytes])
    stream.on('end', () => {
      handedOver = true
    })
    connection.send({from, to: [...to], size: bytes.length}, stream, (error, info) => {
      resolve(error ? {failure: error as Failure, handedOver, refused: []} : {handedOver, refused: info?.rejected ?? []})
    })
  })
}

/** Forgets the mail that was refused, so that the next one can begin; false where that fails. */
function isReset(connection: SMTPConnection): Promise<boolean> {
  return new Promise((resolve) => {
    const ended = (isWell: boolean): void => {
      connection.off('error', lost)
      connection.off('end', lost)
      resolve(isWell)
    }
    const lost = (): void => ended(false)
    connection.on('error', lost)
    connection.on('end', lost)
    connection.reset((error) => ended(!error))
  })
}

async function quit(connection: SMTPConnection): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 2000)
    connection.once('end', () => {
      clearTimeout(timer)
      resolve()
    })
    connection.quit()
  })
  connection.close()
}

/** What a failed mail comes to: the server refused it, or no mail can go on. */
function deliveryOf(failure: Failure, handedOver: boolean, account: Smtp, secrets: readonly string[]): Delivery {
  const {responseCode, command} = failure
  if (isOfThisMail(failure)) return {outcome: 'refused', reason: `${account.host} ${command === 'RCPT TO' ? 'does not take mail for this address' : 'does not take this mail'}: ${answerOf(failure, secrets)}`}
  // An answer says that it was not taken; without one nobody knows.
  const isDoubtful = command === 'RCPT TO' && responseCode !== undefined && responseCode !== 421
  return {...brokenBy(failure, account, secrets), unsure: handedOver && responseCode === undefined, ...(isDoubtful ? {doubtful: true} : {})}
}

/**
 * Whether a refusal is about this mail or its address: a lasting one (5xx) of RCPT or DATA, a lasting one of MAIL for its size
 * (552), and a passing one of RCPT that names the address or the mailbox (RFC 3463: x.1, x.2). 530 asks for a password, 503 is
 * about the session.
 */
function isOfThisMail({code, command, response = '', responseCode}: Failure): boolean {
  if (code === 'EMESSAGE' && responseCode === undefined && command === 'MAIL FROM') return true
  if (responseCode === undefined || responseCode === 503 || responseCode === 530) return false
  if (command === 'MAIL FROM') return responseCode === 552
  if (command === 'RCPT TO' && /^45\d[ -]4\.[12]\.\d/.test(response)) return true
  return (command === 'RCPT TO' || command === 'DATA') && responseCode >= 500
}

function answerOf({message, response}: Failure, secrets: readonly string[]): string {
  // Of what OpenSSL says, the part that is made for people.
  const words = response ?? /:SSL routines:\w*:([^:]+):/.exec(message)?.[1] ?? message
  return shortened(cleanLine(withoutSecrets(words, secrets)), mostSaid)
}

const certificateCodes = /SELF_SIGNED|CERT|UNABLE_TO|ERR_TLS_CERT/

function brokenBy(failure: Failure, account: Smtp, secrets: readonly string[]): Broken {
  const {host, port, user, security} = account
  const broken = (reason: string, hint?: string): Broken => ({outcome: 'broken', reason, unsure: false, ...(hint === undefined ? {} : {hint})})
  const told = answerOf(failure, secrets)
  const code = failure.originalCode ?? failure.code ?? ''
  if (failure.code === 'ENOAUTH') return broken(`${host} asks for no password, at least not there (port ${port})`, 'look up the port and `security` at your provider, or take `user` out of mail.yaml')
  if (failure.code === 'EAUTH') return broken(`${host} does not let ${user} in: ${told}`, 'look at `user` and at the password; many providers want one made for programs (an app password)')
  if (certificateCodes.test(code)) return broken(`${host} does not prove that it is ${host}: ${told}`, 'if it is your own server: NODE_EXTRA_CA_CERTS=file.pem names the certificate to trust')
  if (failure.code === 'ETLS' || /^ERR_SSL_|^EPROTO$/.test(code)) return broken(`${host} and circle found no encryption together: ${told}`, security === 'starttls' ? 'perhaps it wants `security: tls` on port 465' : 'perhaps it wants `security: starttls` on port 587')
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return broken(`${host} was not found`, 'look at `host` in mail.yaml, and whether this computer is online')
  if (code === 'ECONNREFUSED') return broken(`nothing takes mail at ${host}, port ${port}`, 'look at `host` and `port` in mail.yaml')
  if (failure.code === 'ETIMEDOUT') return broken(`${host} (port ${port}) did not answer in time`, 'look at `host` and `port` in mail.yaml, and whether this computer is online')
  if (failure.responseCode === undefined) return broken(`${host} broke off: ${told}`)
  if (failure.command === 'MAIL FROM' && failure.responseCode >= 500) return broken(`${host} lets this account send nothing from that address: ${told}`, 'look at `from` in mail.yaml: it must be an address of the account')
  return broken(`${host} takes no mail now: ${told}`, 'try again later')
}
