/** Opens the user's editor on a file: theirs alone, never one that a repository names, and without a shell. */
import {spawn, spawnSync} from 'node:child_process'
import {Fault} from '../../model/fault.ts'
import type {Context} from '../context.ts'
import {leaveScreen} from './print.ts'

/** The editor's program and its arguments, to which the file is added. */
export type EditorWords = readonly [program: string, ...args: string[]]

/** How an editor ended. `tookMs`: so long it ran. */
export type EditorEnd =
  | {readonly how: 'well'; readonly tookMs: number}
  | {readonly how: 'interrupted'}
  /** `why` follows the words "the editor …". */
  | {readonly how: 'badly' | 'missing'; readonly why: string}

/**
 * The editor of $VISUAL, else $EDITOR, else of git's core.editor in the user's own settings: a repository may be
 * somebody else's, and naming an editor is running a program. Undefined when none is set.
 */
export async function editorOf({env, folder}: Pick<Context, 'env' | 'folder'>): Promise<EditorWords | undefined> {
  for (const line of [env.VISUAL, env.EDITOR]) {
    const words = splitWords(line ?? '')
    if (words !== undefined) return words
  }
  return splitWords((await gitEditor(folder)) ?? '')
}

async function gitEditor(folder: string): Promise<string | undefined> {
  const {readSettings} = await import('../../git/settings.ts')
  try {
    return (await readSettings(folder)).findLast(({name, scope}) => name === 'core.editor' && (scope === 'global' || scope === 'system'))?.value
  } catch (error) {
    // Without git there is no such setting.
    if (error instanceof Fault && error.kind === 'git') return undefined
    throw error
  }
}

/** The fault where an editor is needed and none is set. `instead` says what else would do. */
export function noEditor(instead?: string): Fault {
  return new Fault('missing', 'no editor is set', {hint: `name one: export EDITOR=nano${instead === undefined ? '' : `; or ${instead}`}`})
}

/**
 * Splits a command line into words: blanks part them, quotes keep them together, and a backslash takes the next
 * character as it is (not on Windows, where it parts folders). Undefined when there is no word.
 */
export function splitWords(line: string, windows = process.platform === 'win32'): EditorWords | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!
    if (quote !== '' && character === quote) quote = ''
    else if (character === '\\' && !windows && quote !== "'" && at + 1 < line.length) word = (word ?? '') + line[(at += 1)]!
    else if (quote !== '') word = (word ?? '') + character
    else if (character === '"' || character === "'") [quote, word] = [character, word ?? '']
    else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  if (word !== undefined) words.push(word)
  const [program, ...args] = words
  return program === undefined || program === '' ? undefined : [program, ...args]
}

/** Runs the editor on a file until it ends. The terminal is the editor's meanwhile, Ctrl-C too; afterwards it is as it was before. */
export async function runEditor(words: EditorWords, file: string, {env}: Pick<Context, 'env'>): Promise<EditorEnd> {
  let interrupted = false
  const note = (): void => {
    interrupted = true
  }
  process.on('SIGINT', note)
  const modes = terminalModes()
  try {
    const end = await started(words, file, env)
    if (modes !== undefined) setModes(modes)
    if (end.how === 'well') return end
    leaveScreen(process.stderr)
    return interrupted && end.how === 'badly' ? {how: 'interrupted'} : end
  } finally {
    process.removeListener('SIGINT', note)
  }
}

/**
 * The modes of the terminal (echo, whole lines, where a line begins) as `stty -g` writes them; undefined where there is
 * no terminal or no stty. Node puts them back only when it ends, and what is said before that would be torn apart.
 */
function terminalModes(): string | undefined {
  if (!process.stdin.isTTY || process.platform === 'win32') return undefined
  const {status, stdout} = spawnSync('stty', ['-g'], {stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8'})
  return status === 0 && /^[\w:=]+$/.test(stdout.trim()) ? stdout.trim() : undefined
}

function setModes(modes: string): void {
  spawnSync('stty', [modes], {stdio: ['inherit', 'ignore', 'ignore']})
}

function started([program, ...args]: EditorWords, file: string, env: Context['env']): Promise<EditorEnd> {
  return new Promise((resolve) => {
    const from = performance.now()
    // The editor draws on the terminal, also where our results go to a pipe.
    const child = spawn(program, [...args, file], {stdio: ['inherit', process.stdout.isTTY ? 'inherit' : 2, 'inherit'], env: {...env}})
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? `${program} was not found` : `${program} could not be started (${error.code ?? error.message})`
      resolve({how: 'missing', why})
    })
    child.on('close', (status, signal) => {
      if (signal === 'SIGINT' || status === 130) resolve({how: 'interrupted'})
      else if (signal !== null) resolve({how: 'badly', why: `${program} was ended by ${signal}`})
      else if (status !== 0) resolve({how: 'badly', why: `${program} ended with status ${status}`})
      else resolve({how: 'well', tookMs: performance.now() - from})
    })
  })
}
