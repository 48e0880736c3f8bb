import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {PlainMap} from '../../../src/model/node.ts'
import {readNode} from '../../../src/model/schema.ts'
import type {Finding} from '../../../src/model/schema.ts'
import {edit} from '../../../src/store/yaml/edit.ts'
import {readText} from '../../../src/store/yaml/read.ts'
import {diceOf, fullPage, page, pageSchema, values, write} from './pages.ts'
import type {Dice, Page, Value, WrittenPage} from './pages.ts'

const runs = process.env['CIRCLE_THOROUGH'] === '1' ? 3_000 : 120
/** Chooses other cases. */
const cast = Number(process.env['CIRCLE_SEED'] ?? 1)

/** What a page says, read as a command reads it. */
function said(text: string): unknown {
  const parsed = readText(text, 'page.yaml')
  if ('problems' in parsed) throw new Error(`${JSON.stringify(parsed.problems)}\n${text}`)
  const findings: Finding[] = []
  const record = readNode(parsed.root, pageSchema, 'the page', findings)
  if (findings.length > 0) throw new Error(`${JSON.stringify(findings)}\n${text}`)
  return tidy(record)
}

/** Ordinary objects, with line breaks at the ends of texts left out. */
function tidy(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\n+$/, '')
  if (Array.isArray(value)) return value.map(tidy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, under]) => [key, tidy(under)]))
}

const written = fc.tuple(page, fc.integer()).map(([record, seed]) => write(record, diceOf(seed)))

/** One change of a page: where, what kind, and the page after it. */
interface OneChange {
  readonly kind: 'set' | 'add' | 'remove'
  readonly path: readonly string[]
  readonly after: Page
}

type Holder = {[key: string]: Value} | Value[]

function changeOf(before: Page, other: Page, dice: Dice): OneChange {
  const after = structuredClone(before)
  const paths = pathsOf(after)
  const path = paths[dice(paths.length)] as readonly string[]
  const holder = holderOf(after, path)
  const last = path.at(-1) ?? ''
  const kind = (['set', 'add', 'remove'] as const)[dice(3)] as OneChange['kind']
  const fresh = freshValue(path, other)
  if (kind === 'set') put(holder, last, fresh)
  else if (kind === 'remove') {
    take(holder, last)
    // The last of a collection leaves it empty (`[]`): that is a change of the collection.
    if (Object.keys(holder).length === 0) return path.length > 1 ? {kind: 'set', path: path.slice(0, -1), after} : {kind: 'set', path, after: before}
  } else {
    const key = addTo(holder, last, path, fresh, other, dice)
    if (key === undefined) return {kind: 'set', path, after: structuredClone(before)}
    return {kind, path: [...path.slice(0, -1), key], after}
  }
  return {kind, path, after}
}

function pathsOf(value: Value, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, under]) => [[...path, key], ...pathsOf(under as Value, [...path, key])])
}

function holderOf(after: Page, path: readonly string[]): Holder {
  let holder: Holder = after
  for (const step of path.slice(0, -1)) holder = (holder as {[key: string]: Value})[step] as Holder
  return holder
}

function put(holder: Holder, key: string, value: Value): void {
  if (Array.isArray(holder)) holder[Number(key)] = value
  else holder[key] = value
}

function take(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function addTo(holder: Holder, beside: string, path: readonly string[], fresh: Value, other: Page, dice: Dice): string | undefined {
  if (Array.isArray(holder)) {
    const at = dice(holder.length + 1)
    holder.splice(at, 0, typeof fresh === 'string' ? fresh : 'new')
    return String(at)
  }
  if (path.length === 1) {
    const missing = Object.keys(values).filter((key) => !(key in holder))
    if (missing.length === 0) return undefined
    const key = missing[dice(missing.length)] as string
    holder[key] = other[key] as Value
    return key
  }
  const fields = ['what', 'due', 'done', 'why', 'title', 'starts', 'lasts']
  const isRecord = path.length === 3
  const key = isRecord ? ['done', 'lasts', 'due', 'title'].find((field) => !(field in holder) && ('what' in holder) === fields.slice(0, 4).includes(field)) : 'new-one'
  if (key === undefined || key in holder) return undefined
  holder[key] = isRecord ? 'fresh' : structuredClone(holder[beside] as Value)
  return key
}

function freshValue(path: readonly string[], other: Page): Value {
  const [top = ''] = path
  const whole = other[top] as Value
  if (path.length === 1) return whole
  if ((top === 'commitments' || top === 'rhythms') && path.length === 2) return Object.values(whole)[0] as Value
  return other['name'] as Value
}

const changes = fc.tuple(written, fullPage, fc.integer()).map(([was, other, seed]) => ({was, change: changeOf(was.page, other, diceOf(seed))}))

function commentsIn(lines: readonly string[]): string[] {
  return lines.join('\n').match(/# c\d+[^.]*\./g) ?? []
}

/** The lines that may change: those of the entry, or for what has no lines of its own, of the nearest entry that has. */
function spanOf(was: WrittenPage, path: readonly string[]): readonly [number, number] | undefined {
  for (let length = path.length; length > 0; length--) {
    const span = was.spans.get(path.slice(0, length).join('/'))
    if (span !== undefined) return span
  }
  return undefined
}

/** The lines, without the byte order mark that belongs to none of them. */
function linesOf(text: string): string[] {
  return text.replace(/^\u{FEFF}/u, '').split(/\r?\n/)
}

function shared(one: readonly string[], other: readonly string[]): number {
  let count = 0
  while (count < one.length && count < other.length && one[count] === other[count]) count++
  return count
}

describe('an edit of any page', {timeout: runs > 1_000 ? 600_000 : 180_000}, () => {
  it('reads a page as it was written', () => {
    fc.assert(fc.property(written, ({text, page}) => {
      expect(said(text)).toEqual(tidy(page))
    }), {numRuns: runs, seed: cast})
  })

  it('changes nothing where nothing changes', () => {
    fc.assert(fc.property(written, ({text}) => {
      expect(edit(text, said(text) as PlainMap, pageSchema)).toBe(text)
    }), {numRuns: runs, seed: cast})
  })

  it('makes it say what it should, once and for all', () => {
    fc.assert(
      fc.property(written, page, ({text}, wanted) => {
        const once = edit(text, wanted, pageSchema)
        expect(said(once)).toEqual(tidy(wanted))
        expect(edit(once, wanted, pageSchema)).toBe(once)
      }),
      {numRuns: runs, seed: cast},
    )
  })

  it('keeps every line outside the entry that changes', () => {
    fc.assert(
      fc.property(changes, ({was, change}) => {
        const result = edit(was.text, change.after, pageSchema)
        expect(said(result)).toEqual(tidy(change.after))
        const [old, now] = [linesOf(was.text), linesOf(result)]
        // Which of several equal items went cannot be told.
        const beside = holderOf(was.page, change.path)
        if (Array.isArray(beside) && new Set(beside).size < beside.length) return
        const span = spanOf(was, change.path)
        const ownLines = was.spans.has(change.path.join('/'))
        const collection = change.path.slice(0, -1)
        const inFlow = collection.length > 0 && !was.spans.has([...collection, Object.keys(holderOf(was.page, change.path))[0] ?? ''].join('/'))
        if (change.kind === 'add' && !inFlow) {
          // Lines came in, at one place, and none went or changed.
          expect(shared(old, now) + shared(old.toReversed(), now.toReversed())).toBeGreaterThanOrEqual(old.length - (was.text.endsWith('\n') ? 0 : 1))
          expect(commentsIn(now)).toEqual(commentsIn(old))
          return
        }
        if (span === undefined) throw new Error(`no lines of ${change.path.join('/')}`)
        const [start, end] = span
        const value = change.path.reduce<unknown>((holder, step) => (holder as {[key: string]: unknown})[step], was.page)
        // What goes, or what a collection loses, takes along the blank lines and the indented comments that were its own.
        const loses = change.kind === 'remove' || typeof value === 'object'
        const above = old.slice(0, start)
        const below = old.slice(end)
        const kept = shared(above, now)
        expect(above.slice(kept).every((line) => line.trim() === '')).toBe(true)
        if (!loses) expect(kept).toBe(above.length)
        const tail = shared(below.toReversed(), now.toReversed())
        const lost = below.slice(0, below.length - tail)
        // An item that comes in behind the last one's comments leaves them where they are.
        expect(lost.every((line) => line.trim() === '' || (loses && (/^\s+#/.test(line) || now.includes(line))))).toBe(true)
        if (!loses) expect(lost).toEqual([])
        if (change.kind === 'remove' && ownLines) return
        // A scalar keeps the comment behind it; a comment goes only with what it stands in.
        const wanted = change.path.reduce<unknown>((holder, step) => (holder as {[key: string]: unknown})?.[step], change.after)
        if (change.kind === 'set' && typeof value !== 'object' && typeof wanted !== 'object' && end - start === 1) expect(commentsIn(now)).toEqual(commentsIn(old))
      }),
      {numRuns: runs * 2, seed: cast},
    )
  })

  it('keeps the kind of line end, the byte order mark and a missing last line break', () => {
    fc.assert(
      fc.property(changes, ({was, change}) => {
        const result = edit(was.text, change.after, pageSchema)
        expect(result.startsWith('\u{FEFF}')).toBe(was.text.startsWith('\u{FEFF}'))
        if (was.text.includes('\r\n')) expect(result).not.toMatch(/[^\r]\n/)
        else expect(result).not.toContain('\r')
        if (was.text.endsWith('\n')) expect(result.endsWith('\n')).toBe(true)
      }),
      {numRuns: runs, seed: cast},
    )
  })
})
