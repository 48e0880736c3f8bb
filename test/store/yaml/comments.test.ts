import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {withComment, withoutComment} from '../../../src/store/yaml/comment-moves.ts'
import {annotated} from '../../../src/store/yaml/comments.ts'
import type {Annotated, Comment} from '../../../src/store/yaml/comments.ts'
import {meaning} from '../../../src/store/yaml/difference.ts'
import {readText} from '../../../src/store/yaml/read.ts'
import {diceOf, page, write} from './pages.ts'

const runs = process.env['CIRCLE_THOROUGH'] === '1' ? 6_000 : 200
/** Chooses other cases. */
const cast = Number(process.env['CIRCLE_SEED'] ?? 1)

function read(text: string): Annotated {
  const parsed = readText(text, 'page.yaml')
  if ('problems' in parsed) throw new Error(`${JSON.stringify(parsed.problems)}\n${text}`)
  return annotated(text, parsed.root)
}

/** Lines of a text. */
const text = (...lines: string[]) => `${lines.join('\n')}\n`

/** `# text: place of path`. */
function told(source: string): string[] {
  return read(source).comments.map(({text: said, anchor: {place, path}}) => [said, place, ...path].join(' '))
}

const named = (source: Annotated, name: string) => source.comments.find(({text: said}) => said === `# ${name}`) as Comment

function brought(target: string, source: string, name: string): string {
  const from = read(source)
  return withComment(read(target), named(from, name), from, {}, 'page.yaml').text
}

describe('what a comment is about', () => {
  it('is the file, where it begins it', () => {
    expect(told(text('# a', '# b', '', '# c', 'topic: x'))).toEqual(['# a head', '# b head', '# c above .topic'])
    expect(told(text('# a', 'topic: x'))).toEqual(['# a head'])
    expect(told(text('--- # a', 'topic: x'))).toEqual(['# a head'])
  })

  it('is the entry below it', () => {
    expect(told(text('when: y', '# a', 'topic: x'))).toEqual(['# a above .topic'])
    expect(told(text('when: y', '', '# a', '', 'topic: x'))).toEqual(['# a above .topic'])
    expect(told(text('roles:', '  # a', '  host: ann', '# b', '  scribe: bo'))).toEqual(['# a above .roles .host', '# b above .roles .scribe'])
  })

  it('is the entry above it, where it stands right below that and apart from the next', () => {
    expect(told(text('when: y', '# a', '', 'topic: x'))).toEqual(['# a below .when'])
    expect(told(text('roles:', '  host: ann', '  # a', '', 'topic: x'))).toEqual(['# a below .roles .host'])
  })

  it('is the entry on its line', () => {
    expect(told(text('roles: # a', '  host: ann # b', 'notes: | # c', '  # text', 'present: [ann, bo] # d'))).toEqual(['# a beside .roles', '# b beside .roles .host', '# c beside .notes', '# d beside .present'])
    expect(told(text('x-own:', '  - ann # a', '  - what: x # b'))).toEqual(['# a beside .x-own -ann', '# b beside .x-own -x .what'])
    expect(told(text('topic:', '  a word # a'))).toEqual(['# a beside .topic'])
  })

  it('is an item in brackets', () => {
    expect(told(text('present: [ # a', '  ann, # b', '  # c', '  bo # d', '  # e', '] # f'))).toEqual(['# a beside .present', '# b beside .present -ann', '# c above .present -bo', '# d beside .present -bo', '# e below .present -bo', '# f beside .present'])
    expect(told(text('present: [ # a', '  # b', ']'))).toEqual(['# a beside .present', '# b above .present'])
  })

  it('is the end of a map or a list, by its indentation', () => {
    expect(told(text('roles:', '  host: ann', '', '  # a', '', '# b', 'topic: x', '', '# c'))).toEqual(['# a end .roles', '# b above .topic', '# c end'])
    expect(told(text('topic: x', '# a'))).toEqual(['# a below .topic'])
  })

  it('is no part of a text', () => {
    expect(told(text('notes: |', '  # heading', '', '  x # y', 'topic: "# z"', "why: 'it # is'", 'a#b: c#d'))).toEqual([])
  })

  it('tells equal items apart', () => {
    expect(told(text('x-own:', '  - a # a', '  - a # b'))).toEqual(['# a beside .x-own -a', '# b beside .x-own -a\n2'])
  })
})

describe('a comment from another version', () => {
  it('comes above its entry, indented as that is', () => {
    expect(brought(text('when: y', '', 'topic: x'), text('# a', '', 'when: y', '# b', 'topic: x'), 'b')).toBe(text('when: y', '', '# b', 'topic: x'))
    expect(brought(text('roles:', '    host: ann'), text('roles:', '  # a', '  host: ann'), 'a')).toBe(text('roles:', '    # a', '    host: ann'))
  })

  it('comes behind its entry, in the column that it had', () => {
    expect(brought(text('when: y', 'topic: xyz'), text('when: y', 'topic: x # a'), 'a')).toBe(text('when: y', 'topic: xyz # a'))
    expect(brought(text('topic: xyz'), text('topic: x      # a'), 'a')).toBe(text('topic: xyz    # a'))
    expect(brought(text('notes: |', '  x'), text('notes: | # a', '  y'), 'a')).toBe(text('notes: | # a', '  x'))
    expect(brought(text('roles:', '  host: ann'), text('roles: {host: ann} # a'), 'a')).toBe(text('roles: # a', '  host: ann'))
    expect(brought(text('present: [ann, bo]'), text('present: [', '  ann, # a', '  bo]'), 'a')).toBe(text('# a', 'present: [ann, bo]'))
  })

  it('comes above its entry where another stands behind that', () => {
    expect(brought(text('when: y', 'topic: x # b'), text('when: y', 'topic: x # a'), 'a')).toBe(text('when: y', '# a', 'topic: x # b'))
  })

  it('comes below its entry, and at the end of what it ends', () => {
    expect(brought(text('when: y', '', 'topic: x'), text('when: y', '# a', '', 'topic: x'), 'a')).toBe(text('when: y', '# a', '', 'topic: x'))
    expect(brought(text('when: y', '', 'topic: x'), text('when: y', '', '# a'), 'a')).toBe(text('when: y', '', 'topic: x', '', '# a'))
    expect(brought(text('roles:', '  host: ann', 'topic: x'), text('roles:', '  scribe: bo', '', '  # a'), 'a')).toBe(text('roles:', '  host: ann', '  # a', 'topic: x'))
  })

  it('begins the file where it did', () => {
    expect(brought(text('when: y'), text('# a', '', 'when: y'), 'a')).toBe(text('# a', '', 'when: y'))
    expect(brought(text('# b', 'when: y'), text('# a', '', 'when: y'), 'a')).toBe(text('# b', '# a', 'when: y'))
    const schema = 'yaml-language-server: $schema=.circle/schema/charter.json'
    expect(brought(text('# b', 'when: y'), text(`# ${schema}`, 'when: y'), schema)).toBe(text(`# ${schema}`, '# b', 'when: y'))
  })

  it('comes to the nearest entry where its own is gone', () => {
    expect(brought(text('when: y', '', 'notes: z'), text('when: y', '', '# a', 'topic: x', '', 'notes: z'), 'a')).toBe(text('when: y', '# a', '', 'notes: z'))
    expect(brought(text('notes: z'), text('# h', '', '# a', 'topic: x', 'notes: z'), 'a')).toBe(text('# a', 'notes: z'))
    expect(brought(text('when: y', 'roles:', '  scribe: bo'), text('roles:', '  host: ann # a'), 'a')).toBe(text('when: y', 'roles:', '  scribe: bo', '  # a'))
    expect(brought(text('when: y'), text('roles:', '  host: ann # a'), 'a')).toBe(text('when: y', '', '# a'))
  })
})

describe('a comment that goes', () => {
  const without = (source: string, name: string) => {
    const from = read(source)
    return withoutComment(from, named(from, name), 'page.yaml').text
  }

  it('takes its line along, or the blanks before it', () => {
    expect(without(text('when: y', '# a', 'topic: x'), 'a')).toBe(text('when: y', 'topic: x'))
    expect(without(text('when: y', '', '# a', '', 'topic: x'), 'a')).toBe(text('when: y', '', 'topic: x'))
    expect(without(text('when: y   # a', 'topic: x'), 'a')).toBe(text('when: y', 'topic: x'))
  })

  it('leaves no comment that would become part of a text', () => {
    expect(without(text('notes: |', '  z', '# a', '   # b', 'topic: x'), 'a')).toBe(text('notes: |', '  z', '# b', 'topic: x'))
  })
})

const written = fc.tuple(page, fc.integer()).map(([record, seed]) => {
  const body = write(record, diceOf(seed)).text.replace(/^\u{FEFF}/u, '').replaceAll('\r\n', '\n')
  return body.endsWith('\n') ? body : `${body}\n`
})

describe('the comments of any page', {timeout: runs > 1_000 ? 600_000 : 180_000}, () => {
  const saying = (source: Annotated) => source.comments.map(({text: said}) => said).toSorted()

  it('are those that were written', () => {
    fc.assert(fc.property(written, (source) => {
      const numbered = read(source).comments.map(({text: said}) => said).filter((said) => said.startsWith('# c'))
      expect(numbered).toEqual(source.match(/# c\d+( don't: \[touch| ")?\./g) ?? [])
    }), {numRuns: runs, seed: cast})
  })

  it('go one by one, and nothing else with them', () => {
    fc.assert(fc.property(written, fc.nat(), (source, pick) => {
      const from = read(source)
      const gone = from.comments[pick % Math.max(1, from.comments.length)]
      if (gone === undefined) return
      const left = withoutComment(from, gone, 'page.yaml')
      expect(meaning(left.root)).toEqual(meaning(from.root))
      expect(saying(left)).toEqual(from.comments.filter((other) => other !== gone).map(({text: said}) => said).toSorted())
    }), {numRuns: runs, seed: cast})
  })

  it('come into any other page, which says what it said', () => {
    fc.assert(fc.property(written, written, (source, target) => {
      const [from, into] = [read(source), read(target)]
      let result = into
      for (const comment of from.comments) result = withComment(result, comment, from, {}, 'page.yaml')
      expect(saying(result)).toEqual([...saying(into), ...saying(from)].toSorted())
      const lines = result.text.split('\n')
      let at = 0
      for (const line of target.split('\n')) {
        while (at < lines.length && !lines[at]?.startsWith(line.trimEnd())) at++
        expect(lines[at++], `${line} of\n${target} in\n${result.text}`).toBeDefined()
      }
    }), {numRuns: runs, seed: cast})
  })
})
