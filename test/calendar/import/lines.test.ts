import {describe, expect, it} from 'vitest'
import {readCalendar} from '../../../src/calendar/import/source.ts'
import {event, fileOf, imported} from './files.ts'

const one = (title: string, lines = '\r\n'): string => fileOf(event('UID:a', `SUMMARY:${title}`, 'DTSTART:20261205T140000', 'DURATION:PT1H')).replaceAll('\r\n', lines)
const titleOf = (file: string | Uint8Array): string | undefined => imported(file).gatherings[0]?.record.title

describe('the lines of a calendar file', () => {
  it.each([
    ['CRLF', '\r\n'], ['LF', '\n'], ['CR alone', '\r'], ['blank lines between', '\r\n\r\n'], ['CR CR LF', '\r\r\n'],
  ])('end with %s', (_, end) => {
    expect(titleOf(one('Picnic', end))).toBe('Picnic')
  })

  it.each([
    ['a mark of UTF-8', Buffer.from(`\ufeff${one('Fêté')}`)],
    ['UTF-16 as Windows writes it', Buffer.from(`\ufeff${one('Fêté')}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${one('Fêté')}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from(one('Fêté'), 'latin1')],
  ])('are read with %s', (_, bytes) => {
    expect(titleOf(bytes)).toBe('Fêté')
  })

  it('say when they were not in UTF-8', () => {
    expect(imported(Buffer.from(one('Fêté'), 'latin1')).remarks).toEqual(['The file is not in UTF-8; it was read as Windows-1252.', 'Times in no zone (1 event): taken as times in Europe/Stockholm.'])
  })

  it('are put together where they were folded, in the midst of a letter too', () => {
    const bytes = Buffer.from(one('Café am Markt'))
    const at = bytes.indexOf(0xc3) + 1
    const folded = Buffer.concat([bytes.subarray(0, at), Buffer.from('\r\n '), bytes.subarray(at)])
    expect(titleOf(folded)).toBe('Café am Markt')
    expect(titleOf(one('Pic\r\n\tnic'))).toBe('Picnic')
  })

  it('have names in any letters, and parameters in quotes', () => {
    expect(titleOf(one('x').replace('SUMMARY:x', 'summary;language=de;x-a="b:c;d":Abend\\, spät'))).toBe('Abend, spät')
  })

  it('that are broken are left out and named, and the rest is taken', () => {
    const plan = imported(one('Picnic').replace('DURATION', 'and bring your own\r\nDURATION'))
    expect(plan.gatherings.length).toBe(1)
    expect(plan.notTaken).toEqual([{line: 7, what: 'and bring your own', why: 'is no property; perhaps a line was broken here without a blank before its rest'}])
  })

  it('that stop in the middle are named: the file was cut off', () => {
    const plan = imported(`${one('Picnic').replace('END:VCALENDAR', '')}BEGIN:VEVENT\r\nUID:b\r\nDTSTA`)
    expect(plan.gatherings.length).toBe(1)
    expect(plan.notTaken.map(({line, what, why}) => `${line} ${what} ${why}`)).toEqual(['10 VEVENT never ends: the file was cut off', '12 DTSTA is no property; perhaps a line was broken here without a blank before its rest'])
  })

  it('that end what never began, or stand outside, are named', () => {
    const plan = imported(`X:1\n${one('Picnic', '\n').replace('DURATION', 'END:VALARM\nDURATION')}${event('UID:c', 'DTSTART:20261205')}\n`)
    expect(plan.gatherings.length).toBe(1)
    expect(plan.notTaken.map(({line, what, why}) => `${line} ${what} ${why}`)).toEqual(['1 X:1 stands outside of any calendar', '8 END:VALARM ends what never began', '12 VEVENT stands outside of any calendar'])
  })

  it('of several calendars in one file are all read', () => {
    expect(readCalendar(Buffer.from(one('A') + one('B'))).drafts.map(({title}) => title)).toEqual(['A', 'B'])
  })
})
