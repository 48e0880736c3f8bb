/**
 * Every question the program asks a person. Prompts go to stderr, so that stdout can be piped; what comes from the
 * circle's files is made safe before it is shown. Load this file only where a question is asked.
 */
import {checkbox, confirm, input, select} from '@inquirer/prompts'
import {safe} from './safe.ts'
import {wrap} from './wrap.ts'

interface Question {
  readonly message: string
  readonly default?: string
  /** A text that stands in the line already, to be changed or cleared. */
  readonly begun?: string
  /** What is wrong with an answer, or undefined. */
  readonly fault?: (answer: string) => string | undefined | Promise<string | undefined>
  /** Told the line after every key, so that a half-typed one can be kept. */
  readonly typing?: (line: string) => void
}

/** True for what a prompt throws when a person ends it with Ctrl-C, or its terminal goes. */
export function isStopped(error: unknown): boolean {
  return error instanceof Error && ['ExitPromptError', 'AbortPromptError', 'CancelPromptError'].includes(error.name)
}

interface Choice<T> {
  readonly name: string
  readonly value: T
  readonly checked?: boolean
  readonly description?: string
}

/** Broken between words where it is wider than the window, with room for what is typed behind it. */
function shownMessage(message: string): string {
  return wrap(message, (process.stderr.columns ?? 80) - 9).join('\n')
}

const screen = {output: process.stderr, clearPromptOnDone: false}

/** Asks for one line; an empty answer is the default, or an empty text. */
export async function askLine({message, default: preset, begun, fault, typing}: Question): Promise<string> {
  const given = preset ?? begun
  let line = begun ?? ''
  let drawn = false
  let taken = false
  const follow = (text: string): void => {
    // It is drawn once before the given text is put in.
    if (drawn && !taken && text !== line) {
      line = text
      typing?.(text)
    }
    drawn = true
  }
  const meant = (answer: string): string => {
    // The prompt takes a line that was cleared for its default.
    if (begun !== undefined && line === '') return ''
    // What is shown of a given text may not be all that it holds.
    return (given !== undefined && answer === safe(given) ? given : answer).trim()
  }
  const answer = await input(
    {
      message: shownMessage(message),
      ...(given === undefined ? {} : {default: safe(given)}),
      ...(begun === undefined ? {} : {prefill: 'editable' as const}),
      validate: async (text) => {
        const problem = await fault?.(meant(text))
        taken = problem === undefined
        return problem === undefined ? true : safe(problem)
      },
      transformer: (text, {isFinal}) => {
        if (!isFinal) follow(text)
        return isFinal ? meant(text) : text
      },
    },
    screen,
  )
  return meant(answer)
}

interface LinesQuestion extends Omit<Question, 'default'> {
  /** What is asked once there is a line. */
  readonly again: string
  /** Told of each line that is complete. */
  readonly took?: (line: string) => void | Promise<void>
}

/** Asks for lines one by one until an empty one. `begun` is the first of them, half typed. */
export async function askLines({message, again, begun, fault, typing, took}: LinesQuestion): Promise<string[]> {
  const lines: string[] = []
  for (;;) {
    const first = lines.length === 0
    const line = await askLine({
      message: first ? message : again,
      ...(first && begun !== undefined && begun !== '' ? {begun} : {}),
      ...(typing === undefined ? {} : {typing}),
      fault: async (text) => (text === '' ? undefined : fault?.(text)),
    })
    if (line === '') return lines
    lines.push(line)
    await took?.(line)
  }
}

/** Asks yes or no. */
export async function askYes(message: string, preset = true): Promise<boolean> {
  return confirm({message: shownMessage(message), default: preset}, screen)
}

/** Asks for one of several. */
export async function askChoice<T>(message: string, choices: readonly Choice<T>[], preset?: T): Promise<T> {
  return select({message: shownMessage(message), choices: choices.map(shownChoice), ...(preset === undefined ? {} : {default: preset}), pageSize: 12}, screen)
}

/** A checklist: any number of several. */
export async function askTicks<T>(message: string, choices: readonly Choice<T>[]): Promise<T[]> {
  return checkbox({message: shownMessage(message), choices: choices.map(shownChoice), pageSize: 14, loop: false}, screen)
}

function shownChoice<T>({name, value, checked, description}: Choice<T>): Choice<T> {
  return {name: safe(name), value, ...(checked === undefined ? {} : {checked}), ...(description === undefined ? {} : {description: wrap(description, (process.stderr.columns ?? 80) - 1).join('\n')})}
}
