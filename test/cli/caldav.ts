/** A real calendar server for the tests: Radicale from Debian, on loopback, in a folder of its own. */
import {spawn} from 'node:child_process'
import type {ChildProcess} from 'node:child_process'
import {existsSync} from 'node:fs'
import {createServer} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll} from 'vitest'
import {folder} from './harness.ts'

/** Why there is no calendar server here, or undefined. */
export const noCaldav = existsSync('/usr/lib/python3/dist-packages/radicale') ? undefined : 'Radicale is not installed (apt-get install radicale)'

const running: ChildProcess[] = []
afterAll(() => {
  for (const child of running.splice(0)) child.kill()
})

/** One person's calendar on the server. */
export interface Caldav {
  /** Puts an entry there, as a calendar program does with what it was sent; the server's status. */
  put(name: string, text: string): Promise<number>
  remove(name: string): Promise<number>
  get(name: string): Promise<string>
  /** The whole calendar. */
  all(): Promise<string>
}

/** Starts a server and gives each named person a calendar. */
export async function caldav(people: readonly string[]): Promise<ReadonlyMap<string, Caldav>> {
  const port = await freePort()
  const child = spawn('/usr/bin/python3', [
    '-m', 'radicale', '--config', '', '--server-hosts', `127.0.0.1:${port}`, '--storage-filesystem-folder', folder('radicale'), '--auth-type', 'none', '--rights-type', 'owner_only', '--logging-level', 'warning',
  ], {stdio: ['ignore', 'ignore', 'pipe']})
  running.push(child)
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await answers(port, child, () => said)
  const calendars = new Map<string, Caldav>()
  for (const person of people) calendars.set(person, await calendarOf(port, person))
  return calendars
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function answers(port: number, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) break
    try {
      await fetch(`http://127.0.0.1:${port}/`, {redirect: 'manual'})
      return
    } catch {
      await sleep(100)
    }
  }
  throw new Error(`The calendar server did not answer: ${said()}`)
}

async function calendarOf(port: number, person: string): Promise<Caldav> {
  const ask = async (method: string, name: string, body?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/${person}/calendar/${name}`, {
      method,
      headers: {authorization: `Basic ${Buffer.from(`${person}:`).toString('base64')}`, 'content-type': 'text/calendar; charset=utf-8'},
      ...(body === undefined ? {} : {body}),
    })
  const made = await ask('MKCALENDAR', '')
  if (made.status !== 201) throw new Error(`The calendar of ${person} was not made: ${made.status} ${await made.text()}`)
  return {
    put: async (name, text) => (await ask('PUT', `${name}.ics`, text)).status,
    remove: async (name) => (await ask('DELETE', `${name}.ics`)).status,
    get: async (name) => (await ask('GET', `${name}.ics`)).text(),
    all: async () => (await ask('GET', '')).text(),
  }
}
