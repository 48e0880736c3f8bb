/**
 * What was typed and is not written yet: kept in the writer's own folder, where only the user can read it and git never
 * commits it, and saved after every answer, so that nothing is lost however a terminal ends.
 */
import {readFileSync, readdirSync, renameSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {onDisk, statsOf} from '../../store/disk.ts'
import {isMap, makePrivateFolder, privateFolder, writePrivate} from '../files/private.ts'

/** Answers given so far; each is plain data. */
export interface Answers {
  readonly present?: readonly string[]
  readonly regrets?: readonly string[]
  readonly guests?: readonly string[]
  readonly topic?: string
  readonly roles?: Readonly<Record<string, string>>
  /** Empty: there are to be none. */
  readonly notes?: string
  readonly fates?: readonly {readonly id: string; readonly became: 'open' | 'done' | 'dropped'; readonly why?: string}[]
  readonly promises?: readonly {readonly member: string; readonly what: string; readonly due?: string}[]
  readonly decisions?: readonly string[]
  /** Decisions (ids) and commitments (addresses) that stood on the pages already and are to be taken out. */
  readonly removed?: readonly string[]
  readonly takeaways?: readonly {readonly member: string; readonly takeaway: string}[]
}

export interface Saved {
  readonly answers: Answers
  /** The questions that are answered to their end. */
  readonly answered: readonly string[]
  /** The line that was being typed. */
  readonly typing?: {readonly question: string; readonly text: string}
  /** What the editor was given for notes, to tell the user's words from ours. */
  readonly prefilled?: string
}

/** The message of an `interrupted` fault where the person chose to go on later; whoever catches it says what is kept. */
export const notNow = 'Not now.'

export const nothingSaved: Saved = {answers: {}, answered: []}

/** An earlier draft that was put aside. */
export interface Aside {
  readonly saved: Saved
  /** The page that its editor was given. */
  readonly page: string | undefined
  /** Makes it the draft that is worked on; one that was begun since is put aside in its place. */
  readonly takeUp: () => void
}

/** One text or gathering that is being worked on. */
export interface Draft {
  /** What is kept; undefined when there is nothing. */
  readonly read: () => Saved | undefined
  readonly save: (saved: Saved, careful?: boolean) => void
  /** The file that the editor is given. */
  readonly page: string
  readonly readPage: () => string | undefined
  readonly writePage: (text: string) => void
  /** True when something is kept, also if it is put aside. */
  readonly exists: () => boolean
  /** True when something is kept that is not put aside. */
  readonly begun: () => boolean
  /** Puts it aside, to begin anew; it goes when the new one does. */
  readonly putAside: () => void
  /** What was put aside, the latest first. */
  readonly asides: () => readonly Aside[]
  readonly discard: () => void
}

/** The draft called `name` (an id, or words joined by dots) of the circle in `root`. Nothing is made before it is saved. */
export function draftOf(root: string, name: string): Draft {
  const folder = privateFolder(root, 'drafts')
  const file = join(folder, `${name}.json`)
  const page = join(folder, `${name}.page.${name.includes('.') ? 'yaml' : 'md'}`)
  const write = (path: string, text: string, careful: boolean): void => onDisk(path, () => {
    makePrivateFolder(root, folder)
    writePrivate(path, text, careful)
  })
  const begun = (): boolean => statsOf(file) !== undefined || statsOf(page) !== undefined
  const asideNumbers = (): number[] => {
    const numbers = onDisk(folder, () => entriesOf(folder), 'read').flatMap((entry) => {
      const parts = entry.startsWith(`${name}.`) ? /^(?:page\.)?before(?:-(\d+))?\.(?:json|md|yaml)$/.exec(entry.slice(name.length + 1)) : null
      return parts === null ? [] : [Number(parts[1] ?? 1)]
    })
    return [...new Set(numbers)].toSorted((a, b) => b - a)
  }
  const aside = (path: string, number: number): string => path.replace(/\.([a-z]+)$/, number === 1 ? '.before.$1' : `.before-${number}.$1`)
  const move = (renamed: (path: string) => readonly [from: string, to: string]): void => onDisk(file, () => {
    for (const [from, to] of [file, page].map(renamed)) if (statsOf(from) !== undefined) renameSync(from, to)
  })
  const putAside = (): void => {
    const number = (asideNumbers()[0] ?? 0) + 1
    move((path) => [path, aside(path, number)])
  }
  return {
    read: () => readPair(file, page),
    save: (saved, careful = true) => write(file, `${JSON.stringify({version: 1, ...saved}, undefined, 2)}\n`, careful),
    page,
    readPage: () => textOf(page),
    writePage: (text) => write(page, text, true),
    exists: () => begun() || asideNumbers().length > 0,
    begun,
    putAside,
    asides: () => asideNumbers().map((number) => ({
      saved: readPair(aside(file, number), aside(page, number)) ?? nothingSaved,
      page: textOf(aside(page, number)),
      takeUp: () => {
        if (begun()) putAside()
        move((path) => [aside(path, number), path])
      },
    })),
    discard: () => onDisk(folder, () => {
      // An editor's own copies hold the same words.
      for (const entry of entriesOf(folder)) if (entry.startsWith(`${name}.`) || entry.startsWith(`.${name}.`)) rmSync(join(folder, entry), {force: true})
    }, 'cleared'),
  }
}

function readPair(file: string, page: string): Saved | undefined {
  const text = textOf(file)
  if (text === undefined) return textOf(page) === undefined ? undefined : nothingSaved
  return savedIn(text) ?? nothingSaved
}

/** The gatherings of which something is kept. */
export function draftedGatherings(root: string): string[] {
  const ids = onDisk(root, () => entriesOf(privateFolder(root, 'drafts')), 'read').flatMap((entry) => /^(\d{4}-\d{2}-\d{2}-[a-z0-9-]+)\.(?:page\.)?(?:before(?:-\d+)?\.)?(?:json|md)$/.exec(entry)?.[1] ?? [])
  return [...new Set(ids)].toSorted()
}

function entriesOf(folder: string): string[] {
  return statsOf(folder) === undefined ? [] : readdirSync(folder)
}

function textOf(path: string): string | undefined {
  return onDisk(path, () => (statsOf(path)?.isFile() ? readFileSync(path, 'utf8') : undefined), 'read')
}

// Reading back. The file is ours, but a killed disk or another version may have left anything in it.

function savedIn(text: string): Saved | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isMap(value) || value.version !== 1 || !isMap(value.answers)) return undefined
  const {answers, typing} = value
  const parts: {[K in keyof Answers]: Answers[K]} = {
    present: texts(answers.present),
    regrets: texts(answers.regrets),
    guests: texts(answers.guests),
    topic: textIn(answers.topic),
    roles: isMap(answers.roles) && Object.values(answers.roles).every((member) => typeof member === 'string') ? (answers.roles as Record<string, string>) : undefined,
    notes: textIn(answers.notes),
    fates: maps(answers.fates, ['id', 'became']) as Answers['fates'],
    promises: maps(answers.promises, ['member', 'what']) as Answers['promises'],
    decisions: texts(answers.decisions),
    removed: texts(answers.removed),
    takeaways: maps(answers.takeaways, ['member', 'takeaway']) as Answers['takeaways'],
  }
  const prefilled = textIn(value.prefilled)
  return {
    answers: Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)),
    answered: texts(value.answered) ?? [],
    ...(isMap(typing) && typeof typing.question === 'string' && typeof typing.text === 'string' ? {typing: {question: typing.question, text: typing.text}} : {}),
    ...(prefilled === undefined ? {} : {prefilled}),
  }
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
}

function maps(value: unknown, keys: readonly string[]): Record<string, string>[] | undefined {
  const sound = (item: unknown): boolean => isMap(item) && keys.every((key) => typeof item[key] === 'string') && Object.values(item).every((part) => typeof part === 'string')
  return Array.isArray(value) && value.every(sound) ? (value as Record<string, string>[]) : undefined
}
