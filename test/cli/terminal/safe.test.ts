import {describe, expect, it} from 'vitest'
import {safe, safeJson, safeLines} from '../../../src/cli/terminal/safe.ts'

describe('text of others on one line', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
    ['a window title', '\u001b]0;x\u0007', '\\u{1b}]0;x\\u{7}'],
    ['C1 controls, which some terminals take for escapes', '\u009b31m\u0090', '\\u{9b}31m\\u{90}'],
    ['a carriage return, which would overwrite the line', 'good\rbad', 'good\\u{d}bad'],
    ['backspaces', 'a\u0008b', 'a\\u{8}b'],
    ['a null', 'a\u0000b', 'a\\u{0}b'],
    ['a delete', 'a\u007f', 'a\\u{7f}'],
    ['direction overrides', '\u202egpj.exe\u202c', '\\u{202e}gpj.exe\\u{202c}'],
    ['isolates', '\u2066a\u2069', '\\u{2066}a\\u{2069}'],
    ['direction marks', 'a\u200e\u200f\u061cb', 'a\\u{200e}\\u{200f}\\u{61c}b'],
    ['zero-width characters', 'a\u200bb\u2060c\ufeffd', 'a\\u{200b}b\\u{2060}c\\u{feff}d'],
    ['a soft hyphen', 'a\u00adb', 'a\\u{ad}b'],
    ['tags, which can hide whole sentences', '\u{e0061}\u{e007f}', '\\u{e0061}\\u{e007f}'],
    ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a\\u{2028}b\\u{2029}c'],
    ['half a character', 'a\ud800b', 'a\\u{d800}b'],
    ['fillers without a shape', 'a\u3164\u115f', 'a\\u{3164}\\u{115f}'],
  ])('shows %s', (_, text, shown) => expect(safe(text)).toBe(shown))

  it.each(['Åsa Öberg', '李小龙', 'שלום', 'नमस्ते', '👩‍👩‍👧', 'می‌خواهم', 'é as e\u0301', '🎷', '\u2764\ufe0f'])('leaves %s as it is', (text) => expect(safe(text)).toBe(text))

  it('makes spaces of line ends, and drops the last one', () => {
    expect(safe('a\nb\n\nc\n')).toBe('a b c')
    expect(safe('a\r\nb')).toBe('a b')
  })

  it('stops a flood of marks that draws over other lines', () => {
    expect(safe(`a${'\u0301'.repeat(6)}b`)).toBe(`a${'\u0301'.repeat(4)}\\u{301}\\u{301}b`)
  })

  it('is safe the second time round too', () => {
    const once = safe('\u001b[2J\u202e')
    expect(safe(once)).toBe(once)
  })
})

describe('text of several lines', () => {
  it('keeps line feeds, drops the CR of a CRLF, and makes spaces of tabs', () => {
    expect(safeLines('a\r\nb\nc\td\r')).toBe('a\nb\nc    d\\u{d}')
  })
})

describe('JSON', () => {
  it('escapes what cannot be seen, and is the same data', () => {
    const value = {'k\u202e': ['\u001b[2J', 'a\u2028b', '\u{e0061}', 'Åsa 👩‍👩‍👧', '\ud800', 'line\nfeed'], n: 1}
    const text = safeJson(value)
    expect(JSON.parse(text)).toEqual(value)
    expect(text).not.toMatch(/[\u0080-\u009f\u2028\u202e\u{e0061}]/u)
    expect(text).toContain('\\udb40\\udc61')
    expect(text).toContain('Åsa 👩‍👩‍👧')
  })
})
