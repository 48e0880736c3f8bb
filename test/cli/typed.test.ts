import {describe, expect, it} from 'vitest'
import {count, dayTyped, formed, isTimeAlone, oneLine, optionalDay} from '../../src/cli/typed.ts'
import type {Setting} from '../../src/cli/command.ts'
import {forms} from '../../src/model/forms.ts'

const setting: Setting = {nowMs: Date.parse('2026-11-28T10:00:00Z'), timezone: 'UTC', today: '2026-11-28', time: '10:00', newId: () => 'k3fx'}

describe('what is typed after a flag', () => {
  it('is one line, trimmed, and not empty', () => {
    expect(oneLine('  a b ')).toBe('a b')
    expect(oneLine(undefined)).toBeUndefined()
    for (const text of ['', '  ', 'a\nb', 'a\rb']) expect(() => oneLine(text), JSON.stringify(text)).toThrow()
  })

  it('has a form, or is refused with the flag’s name and what was meant', () => {
    expect(formed('Europe/Stockholm', '--timezone', forms.zone)).toBe('Europe/Stockholm')
    expect(() => formed('europe/stockholm', '--timezone', forms.zone)).toThrow(/^--timezone is not a time zone: europe\/stockholm$/)
    expect(() => formed('90 parsecs', '--lasts', forms.duration)).toThrow(/^--lasts /)
  })

  it('is a number from 1', () => {
    expect(count('12', '--next')).toBe(12)
    for (const text of ['0', '-1', '1.5', '1e3', '٣', '9999999', '']) expect(() => count(text, '--next'), text).toThrow(/--next is not a whole number from 1/)
  })

  it('is a day; with a time it is too much', async () => {
    expect(await dayTyped('tomorrow', setting)).toBe('2026-11-29')
    await expect(dayTyped('tomorrow 19:00', setting)).rejects.toThrow(/without a time/)
    expect(await optionalDay(true, setting)).toBe('2026-11-28')
    expect(await optionalDay(undefined, setting)).toBeUndefined()
  })

  it('is a time of day alone', () => {
    for (const text of ['20:00', '9:30', ' 00:00 ']) expect(isTimeAlone(text)).toBe(true)
    for (const text of ['24:00', '20', '20:60', 'friday 20:00', '8pm']) expect(isTimeAlone(text)).toBe(false)
  })
})
