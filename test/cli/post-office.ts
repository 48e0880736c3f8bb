/** A real mail server for the tests, on loopback: it keeps what it is handed, by recipient. */
import {afterAll} from 'vitest'
import {SMTPServer} from 'smtp-server'
import PostalMime from 'postal-mime'

export interface Delivered {
  /** The addresses of the envelope. */
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
}

export interface PostOffice {
  readonly port: number
  /** All that was handed over, in order. */
  readonly mails: readonly Delivered[]
  /** From now on whoever hands a mail over waits for the answer, until what this gives is called. */
  hold(): () => void
  close(): Promise<void>
}

const open: PostOffice[] = []
afterAll(async () => {
  for (const office of open.splice(0)) await office.close()
})

/** Opens a mail server; `refuses` names addresses that it turns away. */
export async function postOffice({refuses = []}: {readonly refuses?: readonly string[]} = {}): Promise<PostOffice> {
  const mails: Delivered[] = []
  let answering = Promise.resolve()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({address}, _, done) => {
      if (refuses.includes(address)) done(Object.assign(new Error('No such person here'), {responseCode: 550}))
      else done()
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const {mailFrom, rcptTo} = session.envelope
        mails.push({from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({address}) => address), raw: Buffer.concat(chunks)})
        void answering.then(() => done())
      })
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port')
  const hold = (): (() => void) => {
    let release = (): void => undefined
    answering = new Promise((resolve) => {
      release = resolve
    })
    return () => release()
  }
  const office: PostOffice = {port: address.port, mails, hold, close: () => new Promise((resolve) => server.close(() => resolve()))}
  open.push(office)
  return office
}

/** The parts of a mail by their type, and its headers, as somebody else's parser reads them. */
export async function opened(raw: Buffer): Promise<{readonly subject: string; readonly from: string; readonly to: readonly string[]; readonly text: string; readonly html: string; readonly calendar: string; readonly method: string}> {
  const mail = await PostalMime.parse(raw, {attachmentEncoding: 'utf8'})
  const part = mail.attachments.find(({mimeType}) => mimeType === 'text/calendar')
  if (part === undefined) throw new Error('The mail has no calendar in it')
  return {
    subject: mail.subject ?? '',
    from: mail.from?.address ?? '',
    to: (mail.to ?? []).flatMap(({address}) => address ?? []),
    text: mail.text ?? '',
    html: mail.html ?? '',
    calendar: String(part.content),
    method: part.method ?? '',
  }
}
