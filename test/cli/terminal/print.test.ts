import {describe, expect, it} from 'vitest'
import {bad, faint, name, section, steps, strong} from '../../../src/cli/terminal/lines.ts'
import type {Block} from '../../../src/cli/terminal/lines.ts'
import {colours, printer} from '../../../src/cli/terminal/print.ts'
import type {Stream} from '../../../src/cli/terminal/print.ts'
import {narrowed, wrap} from '../../../src/cli/terminal/wrap.ts'

interface Paper extends Stream {
  text: string
}

/** A stream that remembers; a terminal of so many columns, or a pipe. */
function paper(columns?: number): Paper {
  const sheet = {
    text: '',
    write: (text: string) => (sheet.text += text),
    ...(columns === undefined ? {} : {isTTY: true, columns}),
  }
  return sheet
}

function printed(blocks: readonly Block[], {columns, colour = false}: {columns?: number; colour?: boolean} = {}): string {
  const sheet = paper(columns)
  printer(sheet, colour).blocks(blocks)
  return sheet.text
}

describe('whether there is colour', () => {
  const [terminal, pipe] = [paper(80), paper()]
  it.each<[what: string, stream: Stream, env: Record<string, string>, noColor: boolean, expected: boolean]>([
    ['a terminal', terminal, {}, false, true],
    ['a pipe', pipe, {}, false, false],
    ['a terminal with --no-color', terminal, {}, true, false],
    ['a terminal with NO_COLOR', terminal, {NO_COLOR: '1'}, false, false],
    ['a terminal with an empty NO_COLOR', terminal, {NO_COLOR: ''}, false, true],
    ['a dumb terminal', terminal, {TERM: 'dumb'}, false, false],
    ['a pipe with FORCE_COLOR', pipe, {FORCE_COLOR: '1'}, false, true],
    ['a terminal with FORCE_COLOR=0', terminal, {FORCE_COLOR: '0'}, false, false],
    ['both: NO_COLOR wins', pipe, {FORCE_COLOR: '1', NO_COLOR: '1'}, false, false],
    ['--no-color wins over FORCE_COLOR', pipe, {FORCE_COLOR: '1'}, true, false],
  ])('on %s', (_, stream, env, noColor, expected) => expect(colours(stream, env, noColor)).toBe(expected))
})

describe('a passing line', () => {
  it('takes the place of the one before, is cut to the window, and goes away; a pipe never sees it', () => {
    const [screen, pipe] = [paper(10), paper()]
    for (const sheet of [screen, pipe]) {
      const print = printer(sheet, false)
      print.passing('1 of 2 \u001b[2J and a long name')
      print.passing('日本語日本語')
      print.passing()
    }
    expect(screen.text).toBe('\r\u001b[K1 of 2 \\u\r\u001b[K日本語日\r\u001b[K')
    expect(pipe.text).toBe('')
  })
})

describe('blocks', () => {
  it('are lines of spans, coloured where there is colour, safe everywhere', () => {
    expect(printed([['a ', strong('b'), bad('\u001b[2J')], '', faint('c')])).toBe('a b\\u{1b}[2J\n\nc\n')
    expect(printed([[strong('\u001b[2J')]], {colour: true})).toBe('\u001b[1m\\u{1b}[2J\u001b[22m\n')
  })

  it('print nothing when there are none', () => {
    expect(printed([])).toBe('')
    expect(section('Heading', [])).toEqual([])
    expect(printed(section('Heading', ['a']))).toBe('\nHeading\na\n')
  })

  it('keep a full stop at the word that it follows, whichever spans they are of', () => {
    expect(printed([['one ', strong('two three'), '.']], {columns: 13})).toBe('one two\nthree.\n')
    expect(printed([[strong('one'), ' two', name(', three')]], {columns: 9})).toBe('one two,\nthree\n')
    expect(printed([[strong('one'), ' two ', name('three')]], {columns: 9})).toBe('one two\nthree\n')
  })

  it('keep the lines of a text, and no line of one span', () => {
    expect(printed([{text: 'a\nb\n'}])).toBe('a\nb\n')
    expect(printed(['a\nb'])).toBe('a b\n')
  })
})

describe('a table', () => {
  it('pads its columns to the widest cell, as wide as letters are on a screen', () => {
    expect(printed([{table: [['李', 'x'], ['ann', 'y']]}])).toBe('李   x\nann  y\n')
  })

  it('counts what is shown, not what is obeyed', () => {
    expect(printed([{table: [['a\u001b', 'x'], ['ann', 'y']]}])).toBe('a\\u{1b}  x\nann      y\n')
  })

  it('has no spaces at the ends of lines, and may be indented', () => {
    expect(printed([{table: [['a', ''], ['bb', 'c']], indent: 2}])).toBe('  a\n  bb  c\n')
  })

  it('wraps its last column under itself in a narrow window, and never in a pipe', () => {
    const table: Block = {table: [['key', 'one two three four five six seven']]}
    expect(printed([table], {columns: 24})).toBe('key  one two three four\n     five six seven\n')
    expect(printed([table])).toBe('key  one two three four five six seven\n')
  })
})

describe('steps', () => {
  it('stand beside what they do, or above it where the window is too narrow for that', () => {
    const block = steps([['circle sync', 'shares it'], ['circle rsvp next yes', 'says that you come']])
    expect(printed([block])).toBe('  circle sync           shares it\n  circle rsvp next yes  says that you come\n')
    expect(printed([block], {columns: 30})).toBe('  circle sync\n    shares it\n  circle rsvp next yes\n    says that you come\n')
  })
})

describe('JSON and exact files', () => {
  it('are safe to look at, and exact to a pipe', () => {
    const [screen, pipe] = [paper(80), paper()]
    printer(pipe, false).exact('a\u202eb\r\n')
    printer(screen, false).exact('a\u202eb\r\n')
    expect([pipe.text, screen.text]).toEqual(['a\u202eb\r\n', 'a\\u{202e}b\n'])
    printer(screen, true).json({a: '\u001b'})
    expect(screen.text).toContain('{\n  "a": "\\u001b"\n}\n')
  })
})

describe('a coloured line in a narrow window', () => {
  it('has no blank at its end, so that it never fills the row and leaves an empty one', () => {
    const written: string[] = []
    printer({write: (text) => written.push(text), isTTY: true, columns: 10}, true).blocks([[{text: 'one two three four', tone: 'faint'}]])
    expect(written.join('').replace(/\u001b\[\d+m/g, '').split('\n')).toEqual(['one two', 'three four', ''])
    expect(written.join('')).not.toMatch(/ (\u001b\[\d+m)?\n/)
  })
})

describe('wrapping', () => {
  it('takes a text that was written for a wide window into a narrow one', () => {
    const text = 'Some prose that\ngoes on.\n\n  key    one two three\n         four\n  other  five\n\n  a: 1\n  b: 2\n'
    expect(narrowed(text, 40)).toBe(text)
    expect(narrowed(text, 20)).toBe('Some prose that goes\non.\n\n  key    one two\n         three four\n  other  five\n\n  a: 1\n  b: 2\n')
    expect(narrowed(text, 16)).toBe('Some prose that\ngoes on.\n\n  key\n    one two\n    three four\n  other  five\n\n  a: 1\n  b: 2\n')
  })

  it('breaks between words only; a long word stands alone', () => {
    expect(wrap('one two supercalifragilistic three', 10)).toEqual(['one two', 'supercalifragilistic', 'three'])
    expect(wrap('', 10)).toEqual([''])
  })
})
