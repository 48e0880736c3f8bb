import {describe, expect, it} from 'vitest'
import {cleanLine, cleanLink, cleanText} from '../../src/calendar/text.ts'

describe('text for a calendar', () => {
  it('knows every kind of line break, and makes each a newline', () => {
    expect(cleanText('a\r\nb\rc\nd\ve\ff\u0085g\u2028h\u2029i')).toBe('a\nb\nc\nd\ne\nf\ng\nh\ni')
  })

  it('drops other control characters, and keeps tabs', () => {
    expect(cleanText('a\0b\x07c\x1bd\x7fe\x9bf\tg')).toBe('abcdef\tg')
  })

  it('shows what turns direction or has no shape of its own', () => {
    expect(cleanText('Ann\u202eknA \u2066x\u2069 z\u200bero \u{e0041}')).toBe('Ann\\u{202e}knA \\u{2066}x\\u{2069} z\\u{200b}ero \\u{e0041}')
  })

  it('puts U+FFFD for half a character, and leaves whole ones alone', () => {
    expect(cleanText('\ud83d! \ude00! 👩‍👩‍👧 עברית')).toBe('\uFFFD! \uFFFD! 👩‍👩‍👧 עברית')
  })

  it('cannot make a line break out of what it drops', () => {
    expect(cleanText('a\r\0\nb')).toBe('a\n\nb')
    expect(cleanLine('a\r\0\nRRULE:FREQ=DAILY')).toBe('a RRULE:FREQ=DAILY')
  })

  it('puts a line of its own on one line', () => {
    expect(cleanLine(' The Indian King\r\n\tupstairs\u2028left ')).toBe('The Indian King upstairs left')
  })
})

describe('a link for a calendar', () => {
  it('is a web address in plain ASCII', () => {
    expect(cleanLink('https://Zoom.us/j/1?pwd=a b"c')).toBe('https://zoom.us/j/1?pwd=a%20b%22c')
    expect(cleanLink('http://möte.example/å')).toBe('http://xn--mte-sna.example/%C3%A5')
  })

  it('is nothing else', () => {
    for (const text of ['mailto:ann@example.org', 'javascript:alert(1)', 'data:text/html,x', 'meet.example.org', 'https://', '']) {
      expect(cleanLink(text), text).toBeUndefined()
    }
  })

  it('holds no line break', () => {
    expect(cleanLink('https://x.example/a\r\nRRULE:FREQ=DAILY')).toBe('https://x.example/a%20RRULE:FREQ=DAILY')
  })
})
