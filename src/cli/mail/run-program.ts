/** Runs a program of the user's own for mail: without a shell, with a limit of time, and without the password in its environment. */
import {spawn} from 'node:child_process'
import type {Context} from '../context.ts'
import {isProgram, passwordName, programAt} from './settings.ts'
import type {Words} from './settings.ts'

/** How it ended. `unread`: it did not take all its input. `stdout` and `stderr` hold at most 64 KiB each. */
export type Ending =
  | {readonly how: 'ended'; readonly status: number; readonly stdout: string; readonly stderr: string; readonly unread: boolean}
  | {readonly how: 'missing' | 'late' | 'killed'; /** Follows the words "the program …". */ readonly why: string; readonly stderr: string}

/** How a program is run. */
export interface ProgramOptions {
  readonly env: Context['env']
  readonly input?: Buffer
  /** Milliseconds until it is stopped; 0: never. */
  readonly limitMs: number
  /** True where it may ask the person at the terminal, who is there. */
  readonly asks?: boolean
  /** True where Ctrl-C at the terminal is for circle alone, and this is to end what it does. */
  readonly spared?: boolean
}

const mostKept = 64 * 1024

/** Ignores the signal of Ctrl-C, which all that runs at a terminal gets, and becomes the program: its words are no part of what is read here. */
const sparing = ['/bin/sh', '-c', 'trap "" INT; exec "$@"', 'sh'] as const

/** Runs it to its end. Never throws for what the program does. */
export function runProgram([program, ...args]: Words, {env, input, limitMs, asks = false, spared = false}: ProgramOptions): Promise<Ending> {
  return new Promise((resolve) => {
    const {[passwordName]: _, ...rest} = env
    const path = programAt(program, env)
    if (path === undefined) {
      resolve({how: 'missing', why: 'was not found', stderr: ''})
      return
    }
    // What cannot be run is named by the system only where it is run by itself.
    const [file, words] = spared && process.platform !== 'win32' && isProgram(path) ? [sparing[0], [...sparing.slice(1), path, ...args]] : [path, args]
    const child = spawn(file, words, {env: rest, stdio: [asks ? 'inherit' : 'pipe', 'pipe', 'pipe'], windowsHide: true})
    const [stdout, stderr] = [kept(child.stdout!), kept(child.stderr!)]
    let [late, unread] = [false, false]
    const timer = limitMs === 0 ? undefined : setTimeout(() => {
      late = true
      child.kill('SIGTERM')
      // What it started may hold the pipes open for ever.
      setTimeout(() => {
        child.kill('SIGKILL')
        child.stdout!.destroy()
        child.stderr!.destroy()
      }, 2000).unref()
    }, limitMs)
    child.stdin?.on('error', () => {
      unread = true
    })
    child.stdin?.end(input ?? '')
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      resolve({how: 'missing', why: error.code === 'ENOENT' ? 'was not found' : error.code === 'EACCES' ? 'may not be run' : `could not be started (${error.code ?? error.message})`, stderr: ''})
    })
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      if (late) resolve({how: 'late', why: `did not end within ${limitMs / 1000} seconds and was stopped`, stderr: stderr()})
      else if (signal !== null) resolve({how: 'killed', why: `was ended by ${signal}`, stderr: stderr()})
      else resolve({how: 'ended', status: status ?? 0, stdout: stdout(), stderr: stderr(), unread})
    })
  })
}

function kept(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let length = 0
  stream.on('data', (chunk: Buffer) => {
    if (length < mostKept) chunks.push(chunk.subarray(0, mostKept - length))
    length += chunk.length
  })
  return () => Buffer.concat(chunks).toString('utf8')
}
