/**
 * Every question the program asks a person. Prompts go to stderr, so that stdout can be piped; what comes from the
 * circle's files is made safe before it is shown. Load this file only where a question is asked.
 */
import {checkbox, confirm, input, select} from '@inquirer/prompts'
import {safe} from './safe.ts'

interface Question {
  readonly message: string
  readonly default?: string
  /** What is wrong with an answer, or undefined. */
  readonly fault?: (answer: string) => string | undefined | Promise<string | undefined>
}

interface Choice<T> {
  readonly name: string
  readonly value: T
  readonly checked?: boolean
  readonly description?: string
}

const screen = {output: process.stderr, clearPromptOnDone: false}

/** Asks for one line; an empty answer is the default, or an empty text. */
export async function askLine({message, default: preset, fault}: Question): Promise<string> {
  const answer = await input(
    {message: safe(message), ...(preset === undefined ? {} : {default: safe(preset)}), validate: async (text) => (await fault?.(text.trim())) ?? true},
    screen,
  )
  return answer.trim()
}

/** Asks for lines one by one until an empty one. */
export async function askLines(message: string, fault?: Question['fault']): Promise<string[]> {
  const lines: string[] = []
  for (;;) {
    const line = await askLine({message: lines.length === 0 ? message : 'Another (empty to go on)', fault: async (text) => (text === '' ? undefined : fault?.(text))})
    if (line === '') return lines
    lines.push(line)
  }
}

/** Asks yes or no. */
export async function askYes(message: string, preset = true): Promise<boolean> {
  return confirm({message: safe(message), default: preset}, screen)
}

/** Asks for one of several. */
export async function askChoice<T>(message: string, choices: readonly Choice<T>[], preset?: T): Promise<T> {
  return select({message: safe(message), choices: choices.map(shownChoice), ...(preset === undefined ? {} : {default: preset}), pageSize: 12}, screen)
}

/** A checklist: any number of several. */
export async function askTicks<T>(message: string, choices: readonly Choice<T>[]): Promise<T[]> {
  return checkbox({message: safe(message), choices: choices.map(shownChoice), pageSize: 14, loop: false}, screen)
}

function shownChoice<T>({name, value, checked, description}: Choice<T>): Choice<T> {
  return {name: safe(name), value, ...(checked === undefined ? {} : {checked}), ...(description === undefined ? {} : {description: safe(description)})}
}
