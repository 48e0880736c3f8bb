import {describe, expect, it} from 'vitest'
import {linesOf, unfolded} from '../../src/calendar/unfold.ts'

const texts = (bytes: Uint8Array): string[] => Array.from(linesOf(bytes), ({text}) => text)

describe('the lines of a calendar', () => {
  it.each([['CRLF', '\r\n'], ['LF', '\n'], ['CR', '\r']])('are put together again where they end with %s, each with its place', (_, end) => {
    expect([...unfolded(['BEGIN:A', 'SUMMARY:one', '  and', '\ttwo', '', 'END:A'].join(end))]).toEqual([
      {line: 1, text: 'BEGIN:A'}, {line: 2, text: 'SUMMARY:one andtwo'}, {line: 5, text: ''}, {line: 6, text: 'END:A'},
    ])
  })

  it('are put together before they are decoded, so that a letter may be folded in its midst', () => {
    const [before, after] = ['SUMMARY:Gr\u00c3', '\u00bc\u00c3\u009fe'].map((part) => Buffer.from(part, 'latin1')) as [Buffer, Buffer]
    expect([...linesOf(Buffer.concat([before, Buffer.from('\r\n '), after]))]).toEqual([{line: 1, text: 'SUMMARY:Grüße', guessed: false}])
  })

  it('are read as old programs wrote them where they are no UTF-8, and as such alone', () => {
    const old = Buffer.concat([Buffer.from('A:Grüße\n'), Buffer.from('B:Gr\xfc\xdfe\n', 'latin1')])
    expect([...linesOf(old)]).toEqual([{line: 1, text: 'A:Grüße', guessed: false}, {line: 2, text: 'B:Grüße', guessed: true}])
  })

  it.each<[what: string, bytes: Buffer]>([
    ['UTF-8', Buffer.from('\ufeffA:ü\nB:x')],
    ['UTF-16, little end first', Buffer.from('\ufeffA:ü\nB:x', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\ufeffA:ü\nB:x', 'utf16le').swap16()],
  ])('are read without the mark at the beginning of %s', (_, bytes) => {
    expect(texts(bytes)).toEqual(['A:ü', 'B:x'])
  })
})
