import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {markedText, mergeTexts} from '../../../src/git/share/texts.ts'
import type {MergedText} from '../../../src/git/share/texts.ts'
import type {Choice, Conflict, Settle} from '../../../src/merge/conflict.ts'
import {mergeRecords} from '../../../src/merge/record.ts'
import {kinds} from '../../../src/store/kinds.ts'
import {pathKey} from '../../../src/store/yaml/comments.ts'
import {diceOf} from '../../store/yaml/pages.ts'
import {commentsOf, readAs, threeVersions} from './versions.ts'
import type {ThreeVersions} from './versions.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'
const runs = thorough ? 1_200 : 40
/** Chooses other cases. */
const cast = Number(process.env['CIRCLE_SEED'] ?? 1)

const placeOf = ({kind}: ThreeVersions) => ({kind, path: 'page.yaml'})

/** Answers by what is asked, as often as not none; the same whichever side is called mine. */
function settling(seed: number): Settle {
  return ({field, mine, theirs, both}) => {
    const roll = diceOf(seed + field.join('/').length)(4)
    const smaller = JSON.stringify(mine ?? '') < JSON.stringify(theirs ?? '') ? 'mine' : 'theirs'
    const larger = smaller === 'mine' ? 'theirs' : 'mine'
    return ([smaller, larger, both === undefined ? smaller : 'both', both === undefined ? larger : 'both'] as const)[roll]
  }
}

function merged(versions: ThreeVersions, settle: Settle, withBase = true): MergedText {
  const {base, mine, theirs} = versions
  return mergeTexts(placeOf(versions), withBase ? {base, mine, theirs} : {mine, theirs}, settle)
}

/** A record as ordinary objects; line breaks at the ends of texts mean nothing. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value), (_, under: unknown) => (typeof under === 'string' ? under.replace(/\n+$/, '') : under))
const texts = (source: string) => commentsOf(source).comments.map(({text}) => text)
const count = (all: readonly string[], one: string) => all.filter((other) => other === one).length
const check = (property: fc.IProperty<[ThreeVersions, number]>) => fc.assert(property, {numRuns: runs, seed: cast})
const cases = (predicate: (versions: ThreeVersions, seed: number) => void) => fc.property(threeVersions, fc.nat(1_000), predicate)

describe('three versions of any page', {timeout: thorough ? 600_000 : 180_000}, () => {
  it('say together what merging their fields gives', () => {
    check(cases((versions, seed) => {
      const {kind, base, mine, theirs} = versions
      for (const withBase of [true, false]) {
        const settle = settling(seed)
        const records = {mine: readAs(kind, mine), theirs: readAs(kind, theirs), ...(withBase ? {base: readAs(kind, base)} : {})}
        const wanted = mergeRecords(records, kinds[kind].schema, settle)
        const result = merged(versions, settle, withBase)
        expect(plain(readAs(kind, result.text))).toEqual(plain(wanted.record))
        if (![base, theirs].includes(mine) && base !== theirs) expect(result.conflicts).toEqual(wanted.conflicts)
      }
    }))
  })

  it('keep each comment that somebody wrote and nobody took out, once, and lose those taken out', () => {
    check(cases((versions, seed) => {
      const sides = [versions.mine, versions.theirs].map(commentsOf)
      const [was, is, too] = [texts(versions.base), texts(versions.mine), texts(versions.theirs)]
      const now = texts(merged(versions, settling(seed)).text)
      for (const comment of new Set([...was, ...is, ...too, ...now])) {
        const [before, mine, theirs, after] = [was, is, too, now].map((all) => count(all, comment)) as [number, number, number, number]
        if (before > 1 || mine > 1 || theirs > 1) continue
        if (mine === theirs) expect(after, comment).toBe(mine)
        else if (before === 0) expect(after, comment).toBe(1)
        else {
          // Taken out by one side: it stays only where its entry went there too.
          const [has, lacks] = mine === 1 ? sides : sides.toReversed()
          const path = has?.comments.find(({text}) => text === comment)?.anchor.path ?? []
          const entryThere = path.length === 0 || lacks?.spots.some((spot) => pathKey(spot.path) === pathKey(path))
          expect(after, comment).toBeLessThanOrEqual(entryThere ? 0 : 1)
        }
      }
    }))
  })

  it('keep all comments of both sides where they have no common past', () => {
    check(cases((versions, seed) => {
      const [is, too, now] = [texts(versions.mine), texts(versions.theirs), texts(merged(versions, settling(seed), false).text)]
      for (const comment of new Set([...is, ...too, ...now])) {
        expect(count(now, comment)).toBeGreaterThanOrEqual(Math.max(count(is, comment), count(too, comment)))
        expect(count(now, comment)).toBeLessThanOrEqual(count(is, comment) + count(too, comment))
      }
    }))
  })

  it('merge to one text whichever side is called mine', () => {
    check(cases((versions, seed) => {
      for (const withBase of [true, false]) {
        const one = merged(versions, settling(seed), withBase)
        const other = merged({...versions, mine: versions.theirs, theirs: versions.mine}, settling(seed), withBase)
        expect(other.text).toBe(one.text)
        expect(other.conflicts.map(swapped)).toEqual(one.conflicts)
      }
    }))
  })

  it('are the one that changed, where one did or both did alike', () => {
    check(cases(({kind, base, mine, theirs}) => {
      const none: Settle = () => undefined
      for (const text of [mine, theirs]) {
        expect(mergeTexts({kind, path: 'x'}, {base, mine: text, theirs: base}, none).text).toBe(text)
        expect(mergeTexts({kind, path: 'x'}, {base, mine: base, theirs: text}, none).text).toBe(text)
        expect(mergeTexts({kind, path: 'x'}, {base, mine: text, theirs: text}, none).text).toBe(text)
      }
    }))
  })

  it('keep the lines that are in all three', () => {
    check(cases((versions) => {
      const {text, conflicts} = merged(versions, () => undefined)
      // Two sides that took out half of a field each took its lines out too.
      const record = readAs(versions.kind, text)
      if (conflicts.length > 0 || Object.keys(readAs(versions.kind, versions.mine)).some((key) => !(key in record))) return
      const [was, is, too, now] = [versions.base, versions.mine, versions.theirs, text].map((source) => source.replace(/^\u{FEFF}/u, '').split(/\r?\n/)) as [string[], string[], string[], string[]]
      for (const line of was) {
        if (line.trim() === '' || [was, is, too].some((lines) => count(lines, line) !== 1)) continue
        // A comment of the other side may have come to stand behind it.
        expect(now.some((one) => one === line || (one.startsWith(line.trimEnd()) && /^[ \t]+#/.test(one.slice(line.trimEnd().length)))), `${line}\nin\n${now.join('\n')}`).toBe(true)
      }
    }))
  })

  it('keep their line ends, their byte order mark and a missing last line break', () => {
    check(cases((versions, seed) => {
      const {base, mine, theirs} = versions
      const {text} = merged(versions, settling(seed))
      const all = [base, mine, theirs]
      if (all.every((source) => source.includes('\r\n') && !/[^\r]\n/.test(source))) expect(text).not.toMatch(/(?:^|[^\r])\n/)
      if (!all.some((source) => source.includes('\r'))) expect(text).not.toContain('\r')
      if (mine.startsWith('\u{FEFF}') === theirs.startsWith('\u{FEFF}')) expect(text.startsWith('\u{FEFF}')).toBe(mine.startsWith('\u{FEFF}'))
      if (mine.endsWith('\n') && theirs.endsWith('\n')) expect(text.endsWith('\n')).toBe(true)
    }))
  })

  it('have markers only around what is in conflict, and each side of these is a merge', () => {
    check(cases((versions) => {
      const {base, mine, theirs} = versions
      const marked = markedText(placeOf(versions), {base, mine, theirs}, {mine: 'here', theirs: 'there'})
      const sides = {mine: merged(versions, () => 'mine'), theirs: merged(versions, () => 'theirs')}
      const asked: Conflict[] = []
      merged(versions, (conflict) => void asked.push(conflict))
      expect(marked.conflicts).toEqual(asked)
      if (asked.length === 0) {
        expect(marked.text).toBe(sides.mine.text)
        return
      }
      for (const choice of ['mine', 'theirs'] as const) expect(plain(readAs(versions.kind, chosen(marked.text, choice)))).toEqual(plain(readAs(versions.kind, sides[choice].text)))
    }))
  })
})

function swapped({field, base, mine, theirs, both}: Conflict): Conflict {
  return Object.fromEntries(Object.entries({field, base, mine: theirs, theirs: mine, both}).filter(([, value]) => value !== undefined)) as unknown as Conflict
}

/** What somebody makes of a text with markers who takes one side everywhere. */
function chosen(text: string, choice: Choice): string {
  const taken = choice === 'mine' ? '$1' : '$2'
  return text.replaceAll(/<{7} here\r?\n((?:[^\n]*\n)*?)={7}\r?\n((?:[^\n]*\n)*?)>{7} there\r?\n/g, taken)
}
