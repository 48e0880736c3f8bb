/** Mail servers on loopback: a real one with what a test needs, and one that says what it is told to and breaks off where it is told to. */
import {createServer} from 'node:net'
import type {Server, Socket} from 'node:net'
import {afterAll} from 'vitest'
import {SMTPServer} from 'smtp-server'
import type {SMTPServerOptions} from 'smtp-server'

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing.splice(0)) await close()
})

export interface Served {
  readonly port: number
  /** What came: whole mails of the real server, lines of the scripted one. */
  readonly got: string[]
  /** How many connections were made. */
  connections(): number
}

/** A real server; it takes every mail unless `options` says otherwise. */
export async function server(options: SMTPServerOptions = {}): Promise<Served> {
  const got: string[] = []
  let connections = 0
  const real = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect: (_, done) => {
      connections += 1
      done()
    },
    onData: (stream, _, done) => {
      let text = ''
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
      })
      stream.on('end', () => {
        got.push(text)
        done()
      })
    },
    ...options,
  })
  // A client that turns away from a certificate is an error to the server too.
  real.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    real.listen(0, '127.0.0.1', resolve)
  })
  closing.push(() => new Promise((resolve) => real.close(() => resolve())))
  return {port: portOf(real.server as Server), got, connections: () => connections}
}

/** How a scripted server answers a command: with a line, or by ending the connection. Undefined: as usual. */
export type Answer = (command: string, connection: number) => string | 'cut' | 'silence' | undefined

const usual: readonly (readonly [RegExp, string])[] = [
  [/^greeting$/, '220 here'], [/^EHLO/, '250 here'], [/^QUIT/, '221 bye'], [/^DATA/, '354 go on'], [/^(MAIL|RCPT|RSET)/, '250 well'], [/^mail$/, '250 taken'],
]

/** A server that follows a script: `greeting` and `mail` (a whole mail has come) are asked for like commands. */
export async function scripted(answer: Answer): Promise<Served> {
  const got: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const net = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const connection = (connections += 1)
    let [text, inMail] = ['', false]
    const respond = (command: string): void => {
      const said = answer(command, connection) ?? usual.find(([pattern]) => pattern.test(command))?.[1] ?? '500 what'
      if (said === 'cut') socket.destroy()
      else if (said !== 'silence') socket.write(`${said}\r\n`)
      if (said.startsWith('354')) inMail = true
    }
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      for (;;) {
        const end = inMail ? text.indexOf('\r\n.\r\n') : text.indexOf('\r\n')
        if (end < 0) return
        const command = inMail ? 'mail' : text.slice(0, end)
        got.push(command)
        text = text.slice(end + (inMail ? 5 : 2))
        inMail = false
        respond(command)
      }
    })
    respond('greeting')
  })
  await new Promise<void>((resolve) => {
    net.listen(0, '127.0.0.1', resolve)
  })
  closing.push(() => new Promise((resolve) => {
    for (const socket of sockets) socket.destroy()
    net.close(() => resolve())
  }))
  return {port: portOf(net), got, connections: () => connections}
}

function portOf(listening: Server): number {
  const address = listening.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return address.port
}
