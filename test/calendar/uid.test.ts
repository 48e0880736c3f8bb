import {describe, expect, it} from 'vitest'
import {originOf, uidOf} from '../../src/calendar/uid.ts'

describe('the UID of a gathering', () => {
  it("is its id and the circle's, and gives both back", () => {
    expect(uidOf('2026-11-27-weekly', '7k2mq9xw')).toBe('2026-11-27-weekly.7k2mq9xw@circle')
    expect(originOf('2026-11-27-weekly.7k2mq9xw@circle')).toEqual({circle: '7k2mq9xw', gathering: '2026-11-27-weekly'})
    const longest = 'a'.repeat(64)
    expect(originOf(uidOf(longest, longest))).toEqual({circle: longest, gathering: longest})
  })

  it('tells a whole rhythm from a gathering', () => {
    expect(originOf('weekly.series.7k2mq9xw@circle')).toEqual({circle: '7k2mq9xw', rhythm: 'weekly'})
  })

  it.each([
    ['of another program', '040000008200E00074C5B7101A82E008@google.com'],
    ['with a path in it', '../../etc.7k2mq9xw@circle'],
    ['in capitals', '2026-11-27-WEEKLY.7k2mq9xw@circle'],
    ['with more after it', '2026-11-27-weekly.7k2mq9xw@circle\n'],
    ['with nothing before it', '.7k2mq9xw@circle'],
    ['with no circle', '2026-11-27-weekly@circle'],
    ['with an id that is too long', `${'a'.repeat(65)}.7k2mq9xw@circle`],
  ])('is no UID of ours: one %s', (_, uid) => {
    expect(originOf(uid)).toBeUndefined()
  })
})
