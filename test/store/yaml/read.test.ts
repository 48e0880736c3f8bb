import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Node} from '../../../src/model/node.ts'
import {plainOf} from '../../../src/model/node.ts'
import type {Problem} from '../../../src/model/problem.ts'
import {compose} from '../../../src/store/yaml/compose.ts'
import {readText, readYaml} from '../../../src/store/yaml/read.ts'
import {screen} from '../../../src/store/yaml/screen.ts'
import {readSimple} from '../../../src/store/yaml/simple.ts'
import {spent} from '../../cost.ts'
import {diceOf, page, write} from './pages.ts'

const thorough = process.env['CIRCLE_THOROUGH'] === '1'

function problems(content: string | Uint8Array): readonly Problem[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const outcome = readYaml(bytes, 'charter.yaml')
  return 'problems' in outcome ? outcome.problems : []
}

function root(text: string): Node {
  const outcome = readText(text, 'charter.yaml')
  if ('problems' in outcome) throw new Error(JSON.stringify(outcome.problems))
  return outcome.root
}

function said(text: string): unknown {
  return JSON.parse(JSON.stringify(plainOf(root(text))))
}

/** `line:column message` of the first problem. */
function first(content: string | Uint8Array): string {
  const [problem] = problems(content)
  return problem === undefined ? 'sound' : `${problem.line}:${problem.column} ${problem.message}`
}

describe('a sound file', () => {
  it('keeps the source text of plain scalars, whatever YAML would make of them', () => {
    const text = 'a: 0800\nb: no\nc: 2026-11-27\nd: 1e3\ne: 9007199254740993\nf: 19:00\ng: ~\nh: 0x1F\n'
    expect(said(text)).toEqual({a: '0800', b: 'no', c: '2026-11-27', d: '1e3', e: '9007199254740993', f: '19:00', g: '~', h: '0x1F'})
  })

  it.each([
    ['lines of a plain text are folded', 'a: one\n two\n\n three\n', {a: 'one two\nthree'}],
    ['lines of a quoted text are folded', 'a: "one\n  two \\\n  three"\n', {a: 'one two three'}],
    ['a literal block', 'a: |\n   one\n    two\n\n   three\nb: c\n', {a: 'one\n two\n\nthree\n', b: 'c'}],
    ['a folded block that keeps its end', 'a: >+\n one\n two\n\n', {a: 'one two\n\n'}],
    ['an indentation that is told', 'a: |2-\n    one\n', {a: '  one'}],
    ['brackets over several lines, closed in the column of the key', 'a: [\n  b, # why\n  c,\n]\n', {a: ['b', 'c']}],
    ['a list as far left as its key', 'a:\n- b\n- c\n', {a: ['b', 'c']}],
    ['a list of maps', 'a:\n  - b: c\n    d: e\n  - - f\n', {a: [{b: 'c', d: 'e'}, ['f']]}],
    ['entries with nothing in them are left out', 'a:\nb: # nothing\nc: {d, e: }\nf: g\n', {c: {}, f: 'g'}],
    ['a single document marked as such', '---\na: b\n...\n', {a: 'b'}],
    ['a heading underline in a text is no conflict', 'a: |\n  Title\n  =======\n', {a: 'Title\n=======\n'}],
    ['CR LF', 'a: |\r\n  b\r\nc: d\r\n', {a: 'b\n', c: 'd'}],
    ['a byte order mark', '\u{FEFF}a: b\n', {a: 'b'}],
    ['tabs that separate', 'a:\tb\t# c\n', {a: 'b'}],
    ['no last line break', 'a: |\n  b', {a: 'b\n'}],
    ['brackets in a text', 'a: |\n  [[[[ {{{{ [[[[ {{{{ [[[[ {{{{ [[[[ {{{{\n', {a: '[[[[ {{{{ [[[[ {{{{ [[[[ {{{{ [[[[ {{{{\n'}],
  ])('%s', (_, text, wanted) => {
    expect(said(text)).toEqual(wanted)
  })

  it('knows the place of each key and value', () => {
    const text = '# c\na: b\nlist:\n  - "x"\nmap: {k: v}\nnotes: |\n  text\n\nend: 1\n'
    const tree = root(text)
    if (tree.kind !== 'map') throw new Error('no map')
    expect(tree.entries.map(({keyStart, keyEnd}) => text.slice(keyStart, keyEnd))).toEqual(['a', 'list', 'map', 'notes', 'end'])
    expect(tree.entries.map(({value}) => text.slice(value.start, value.end))).toEqual(['b', '- "x"', '{k: v}', '|\n  text\n', '1'])
    const outcome = readText(text, 'x')
    expect('place' in outcome && outcome.place(text.indexOf('"x"'))).toEqual({line: 4, column: 5})
  })

  it('counts no column for a byte order mark', () => {
    const outcome = readText('\u{FEFF}a: b\n', 'x')
    expect('place' in outcome && outcome.place(1)).toEqual({line: 1, column: 1})
  })
})

describe('what is refused', () => {
  it.each([
    ['an anchor', 'a: &x b\n', '1:4 an anchor (`&x`) is not part of the format'],
    ['an alias', 'a: b\nc: *x\n', '2:4 an alias (`*x`) is not part of the format'],
    ['a tag', 'a: !!str b\n', '1:4 a tag (`!!str`) is not part of the format'],
    ['a local tag', 'a: !x b\n', '1:4 a tag (`!x`) is not part of the format'],
    ['a directive', '%YAML 1.1\n---\na: no\n', '1:1 a directive (`%`) is not part of the format'],
    ['a second document', 'a: b\n---\nc: d\n', '2:1 a second document (`---`) begins here'],
    ['an explicit key', '? a\n: b\n', '1:1 an explicit key (`?`) is not part of the format'],
    ['a merge key', 'a: b\n<<: c\n', '2:1 a merge key (`<<`) is not part of the format'],
    ['a key that is a list', '[a, b]: c\n', '1:1 a key is a list or a map'],
    ['an item less indented than the one above', 'a:\n  - b\n - c\n', '3:2 the indentation does not fit the lines above'],
    ['an item further indented than the one above', 'a:\n  - b\n   - c\n', '3:4 a line that begins with a hyphen would become part of the text above'],
    ['a colon without a key', ': b\n', '1:1 a colon has no key before it'],
    ['a key in a list', 'a: [b: c]\n', '1:6 a key stands in a list'],
    ['a key twice', 'a: b\nc: d\na: e\n', '3:1 `a` is written twice'],
    ['a key twice, once in quotes', '1: b\n"1": c\n', '2:1 `1` is written twice'],
    ['a key twice in braces', 'a: {b: c, b: d}\n', '1:11 `b` is written twice'],
    ['a reserved key', 'a: b\n__proto__: c\n', '2:1 `__proto__` cannot be a key'],
    ['a reserved key in quotes', '"constr\\u0075ctor": c\n', '1:1 `constructor` cannot be a key'],
    ['a tab as indentation', 'a:\n\t- b\n', '2:1 a line is indented with a tab'],
    ['a quote that is not closed', 'a: b\nc: "d\ne: f\n', '2:4 a quote (") is never closed; unless it was forgotten, the file looks cut off'],
    ['a bracket that is not closed', 'a: b\nc: [d, e\n', '2:4 a bracket ([) is never closed; unless it was forgotten, the file looks cut off'],
    ['an unknown escape', 'a: "\\q"\n', '1:5 a backslash in "…" begins no escape that YAML knows'],
    ['two keys on a line', 'a: b: c\n', '1:4 a second `key:` stands on the same line'],
    ['a line without a colon', 'a: b\nhello\nc: d\n', '2:1 a line has no colon, or a key runs over several lines'],
    ['an indentation that fits nothing', 'a:\n    b: c\n  d: e\n', '3:1 the indentation does not fit the lines above'],
    ['something after a value', 'a: "b" c\n', '1:8 something stands here that does not belong to the entry'],
    ['a reserved sign', 'a: @b\n', '1:4 a value begins with a character that means something else in YAML'],
    ['a control character', 'a: b\nc: d\u{1b}[2J\n', '2:5 a control character (U+001B) stands in the file'],
    ['an escaped control character', 'a: "\\e[2J"\n', '1:4 a control character (U+001B) is written in this text'],
    ['half a character, escaped', 'a: "\\ud800"\n', '1:4 a control character (U+D800) is written in this text'],
    ['a lone carriage return', 'a: b\rc: d\n', '1:5 a carriage return stands without a line feed'],
    ['a byte order mark within', 'a: b\n\u{FEFF}c: d\n', '2:1 a control character (U+FEFF) stands in the file'],
    ['nothing', '', '1:1 is empty'],
    ['only comments', '# a\n\n# b\n', '1:1 is empty'],
    ['a bare document marker', '---\n', '1:1 is empty'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n', '1:1 is a Git LFS pointer, not the file itself'],
    ['a web page', '\n<!DOCTYPE html>\n<html>\n', '1:1 is a web page, not YAML'],
  ])('%s', (_, text, wanted) => {
    expect(first(text)).toBe(wanted)
    for (const {hint, file} of problems(text)) {
      expect(hint).not.toBe('')
      expect(file).toBe('charter.yaml')
    }
  })

  it.each([
    ['a conflict at the left', 'a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> theirs\n', '2:1 a merge conflict was left in the file (`HEAD` against `theirs`)'],
    ['a conflict indented in a text', 'a: |\n  b\n  <<<<<<< ours\n  c\n  =======\n  d\n  >>>>>>> other side\n', '3:3 a merge conflict was left in the file (`ours` against `other side`)'],
    ['half a conflict', 'a: b\n>>>>>>> theirs\n', '2:1 a merge conflict was left in the file'],
    ['its middle line alone', 'a: b\n=======\nc: d\n', '2:1 a merge conflict was left in the file'],
    ['the base of a conflict', 'a: b\n||||||| base\n', '2:1 a merge conflict was left in the file'],
  ])('%s', (_, text, wanted) => {
    expect(first(text)).toBe(wanted)
  })

  it.each([
    ['bytes that are no UTF-8, with their line', Uint8Array.of(0x61, 0x3a, 0x20, 0x62, 0x0a, 0x63, 0x3a, 0x20, 0xff, 0x0a), '2:1 is not UTF-8 text'],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x61, 0x00), '1:1 is in UTF-16, not in UTF-8'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 0x08, 0x00), '1:1 is compressed (gzip), not YAML'],
    ['git-crypt', new TextEncoder().encode('\0GITCRYPT\0xyz'), '1:1 is encrypted by git-crypt'],
    ['a file of zero bytes', new Uint8Array(400), '1:1 holds nothing but zero bytes, as after a power cut'],
    ['a file with zero bytes at its end', new TextEncoder().encode('a: b\n\0\0\0'), '2:1 a zero byte stands in the file; it looks damaged'],
    ['a file that is too long', new Uint8Array(128 * 1024 + 1).fill(0x23), '1:1 is 131073 bytes long; the longest that is read is 131072'],
  ])('%s', (_, bytes, wanted) => {
    expect(first(bytes)).toBe(wanted)
  })

  it('tells everything that is wrong, in the order of the file', () => {
    const found = problems('a: &x b\nc: *x\nd: !t e\n? f\n: g\n')
    expect(found.map(({line}) => line)).toEqual([1, 2, 3, 4])
    expect(problems('a: b\nc: d\na: e\nc: f\n').map(({line}) => line)).toEqual([3, 4])
  })

  it('tells no more than twenty problems', () => {
    expect(problems('a: &x b\n'.repeat(500))).toHaveLength(20)
    expect(problems(Array.from({length: 500}, (_, at) => `k${at}: "\\q"\n`).join(''))).toHaveLength(20)
  })

  it('holds the limits of depth and of entries', () => {
    const nested = (depth: number) => Array.from({length: depth}, (_, at) => `${' '.repeat(at)}k:\n`).join('').trimEnd()
    expect(problems(`${nested(24)} x\n`)).toEqual([])
    expect(first(`${nested(25)} x\n`)).toContain('is nested too deeply')
    const entries = (count: number) => Array.from({length: count}, (_, at) => `k${at}: v\n`).join('')
    expect(problems(entries(2_000))).toEqual([])
    expect(first(entries(2_001))).toBe('1:1 has more than 2000 entries')
    expect(first(`a: [${'b, '.repeat(2_001)}]\n`)).toBe('1:4 has more than 2000 entries')
    const lists = (depth: number) => `k:\n${Array.from({length: depth}, (_, at) => `${' '.repeat(2 * at)}- k:\n`).join('')}`
    expect(problems(lists(11))).toEqual([])
    expect(first(lists(12))).toContain('is nested too deeply')
  })
})

const longest = 128 * 1024

describe('a file made to do harm', {timeout: thorough ? 3_600_000 : 180_000}, () => {
  const fill = (unit: string) => unit.repeat(Math.floor(longest / unit.length))
  it.each([
    ['explicit keys', fill('? ')], ['explicit keys with a value', `${'? '.repeat(300)}x`], ['braces', fill('{')], ['braces closed', `${'{'.repeat(500)}x${'}'.repeat(500)}`],
    ['brackets', fill('[')], ['brackets on lines', fill('[\n')], ['hyphens', fill('- ')], ['hyphens on lines', fill('-\n')], ['colons', fill(': ')], ['colons on lines', fill(':\n')],
    ['quotes', fill('"')], ['single quotes', fill("'")], ['lines in a quote', `a: "${fill('\n')}`.slice(0, longest)], ['20,000 keys', Array.from({length: 15_000}, (_, at) => `k${at}: 1\n`).join('').slice(0, longest)],
    ['an alias bomb', `a: &a [x,x]\n${Array.from({length: 2_000}, (_, at) => `b${at}: &b${at} [*a,*a,*a]\n`).join('')}`], ['aliases', fill('*a ')], ['anchors', fill('&a ')], ['tags', fill('!a ')],
    ['steps', Array.from({length: 500}, (_, at) => `${' '.repeat(at)}k:\n`).join('')], ['steps of hyphens', fill('- - - k:\n ')], ['errors', fill('a: "\\q"\n')], ['commas', `a: [${fill(',')}`.slice(0, longest)],
    ['one long text', `a: ${'x'.repeat(longest - 4)}`], ['one long block', `a: |\n${fill('  x\n')}`.slice(0, longest)], ['blanks', `a: |\n${fill(' ')}`.slice(0, longest)], ['blank lines', `a: b\n${fill('\n')}`.slice(0, longest)],
    ['tabs', fill('\t')], ['tabs after keys', fill('a:\t\n')], ['markers', fill('---\n')], ['comments', fill('#\n')], ['hashes', fill('#')], ['pipes', fill('|\n')], ['angles', fill('<')], ['conflicts', fill('<<<<<<< a\n')],
    ['flow pairs', `a: [${fill('a: b, ')}`.slice(0, longest)], ['keys in keys', fill('a: ')], ['percent', fill('%\n')], ['braces that close nothing', fill('}')], ['lists of brackets', fill('- [\n')], ['folded', `a: >\n${fill(' x\n\n')}`.slice(0, longest)],
  ])('ends soon: %s', (_, text) => {
    expect(spent(() => readText(text, 'x'))).toBeLessThan(2_000)
  })

  it('never throws and ends soon, whatever the bytes are', () => {
    const tokens = ['a', 'key', ': ', ':', '\n', '\n  ', ' ', '- ', '? ', '[', ']', '{', '}', ', ', '"', "'", '|', '>', '|2-\n', '#', '&a ', '*a', '!t ', '%', '---\n', '...\n', '\t', '\r\n', '\\', '\0', '\u{FEFF}', '<<: ', '__proto__: ', 'é', '\u2028', '\u{1b}']
    const soup = fc.array(fc.constantFrom(...tokens), {maxLength: 60}).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({unit: 'binary', maxLength: 60})), (text) => {
        readText(text, 'x')
      }),
      {numRuns: thorough ? 100_000 : 3_000},
    )
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 60}), (bytes) => {
        readYaml(bytes, 'x')
      }),
      {numRuns: 1_000},
    )
    fc.assert(
      fc.property(soup, (text) => {
        expect(spent(() => readText(text === '' ? 'a' : text.repeat(Math.floor(longest / text.length)), 'x'))).toBeLessThan(2_000)
      }),
      {numRuns: thorough ? 1_000 : 8},
    )
  })
})

describe('the quick reader', {timeout: thorough ? 3_600_000 : 180_000}, () => {
  const bits = ['a', 'b', 'key', ': ', ':', '\n', '\n', '\n', '  ', ' ', '- ', '-', '#', ' # c', '"', "'", "''", '|', '|-', '[', ']', '{', '}', ', ', ',', 'a: ', 'b: ', 'c:\n', '\n  ', '\n- ', '\n  - ', '\n    ', '---', '...', '?', '&x', '*x', '!t', '%', '0', '\u00a0', 'å', '\u2028', '\\', '\\"', '"a"', '"a": ', 'a: |\n  ', 'k: [', 'm: {a: ', 'x y', '\n\n', '\n  # c\n', '~', '=', '<<', '__proto__: ']
  const soup = fc.array(fc.constantFrom(...bits), {maxLength: 25}).map((parts) => parts.join(''))
  const pages = fc.tuple(page, fc.integer()).map(([record, seed]) => write(record, diceOf(seed)).text)

  it('reads what it reads exactly as the library does', () => {
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(soup, soup.map((text) => `a: 1\n${text}`), soup.map((text) => `a:\n  ${text}`), pages), (text) => {
        if (screen(text, 'x').length > 0) return
        const quick = readSimple(text)
        if (quick === undefined) return
        taken++
        expect(quick).toEqual(compose(text, 'x'))
      }),
      {numRuns: thorough ? 200_000 : 4_000},
    )
    expect(taken).toBeGreaterThan(100)
  })

  it('reads a page as the program writes it, so that the library need not be loaded', () => {
    const text = 'rhythm: weekly # c\n\nwhen: "2026-11-27 19:00"\n\nroles: {facilitator: ann, scribe: bo}\n\npresent: [ann, bo]\n\nguests: []\n\nnotes: |\n  One: two # three\n\n    four\n\ndecisions:\n  p0aa: Meet at seven\n  "0800": "Say \\"so\\" \\\\ now"\n'
    expect(readSimple(text)).toEqual(compose(text, 'x'))
    expect(readSimple('promises:\n  - What is said\n  # c\n  - "Two"\nlink: https://x.example/a?b#c\n')).toBeDefined()
  })
})
