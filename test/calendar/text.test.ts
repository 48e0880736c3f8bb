import {describe, expect, it} from 'vitest'
import {cleanLine, cleanLink, cleanText, cleanWord, isPlainAddress} from '../../src/calendar/text.ts'

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

describe('a word among others', () => {
  it('is one line without backslashes', () => {
    expect(cleanWord(' a\\\nb\r\nc\\')).toBe('a/ b c/')
  })
})

describe('a plain address', () => {
  it.each(['bo@example.org', 'Bo.Ek+circle@mail.example.org', "o'brien@example.org", 'x_1=y@example.co.uk', 'bo@localhost', `${'a'.repeat(64)}@example.org`])('is %s', (text) => {
    expect(isPlainAddress(text)).toBe(true)
  })

  it.each([
    '', '@', 'bo', 'bo@', '@example.org', 'bo@eve@example.org', 'bo@example.org,eve@example.org', 'bo@example.org;eve', 'Bo <bo@example.org>', '"bo"@example.org',
    'bo @example.org', ' bo@example.org', 'bo@example.org ', 'bo@example.org\r\nBcc: eve@example.org', 'bo\0@example.org', 'bö@example.org', 'bo@möte.example',
    'bo?cc=eve@example.org', 'bo%40evil@example.org', 'bo#x@example.org', 'a/b@example.org', 'host!bo@example.org', '-oQ@example.org', '.bo@example.org', 'bo.@example.org', 'b..o@example.org',
    'bo@-example.org', 'bo@example-.org', 'bo@example..org', 'bo@example.org.', 'bo@[127.0.0.1]', 'mailto:bo@example.org', `${'a'.repeat(65)}@example.org`, `bo@${'a'.repeat(64)}.org`,
    `bo@${'a.'.repeat(126)}a`, 'bo(comment)@example.org', 'bo\\@example.org', 'bo@exam\u200bple.org',
  ])('is not %j', (text) => {
    expect(isPlainAddress(text)).toBe(false)
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
