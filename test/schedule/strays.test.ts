import {describe, expect, it} from 'vitest'
import type {MemberPage, SharedPage} from '../../src/model/gathering.ts'
import {strays} from '../../src/schedule/strays.ts'
import {circleOf} from './circles.ts'

const rhythms = {
  weekly: {starts: '2026-11-27 19:00', repeats: 'every week on friday'},
  once: {starts: '2026-12-01 19:00'},
}

function wrong(id: string, shared: SharedPage): {message: string; hint: string} | undefined {
  const [stray, ...more] = strays(circleOf('America/New_York', rhythms, {[id]: shared}))
  expect(more).toEqual([])
  if (stray !== undefined) expect(stray.id).toBe(id)
  return stray
}

describe('a folder is sound', () => {
  it.each<[string, SharedPage]>([
    ['2026-12-04-weekly', {rhythm: 'weekly'}],
    ['2026-12-04-weekly', {rhythm: 'weekly', when: '2026-12-06 10:00'}],
    ['2026-12-04-weekly', {rhythm: 'weekly', status: 'cancelled', why: 'snow'}],
    ['2026-12-04-weekly', {}],
    ['2026-12-01-once', {rhythm: 'once'}],
    ['2026-12-05-picnic', {when: '2026-12-05 12:00'}],
    ['2026-12-05-picnic', {when: '2026-12-05', status: 'cancelled'}],
    // Held: the rhythm may have been edited since.
    ['2026-12-02-weekly', {rhythm: 'weekly', status: 'held'}],
  ])('%s %j', (id, shared) => expect(wrong(id, shared)).toBeUndefined())
})

describe('a folder that says nothing but its rhythm', () => {
  const ended = {...rhythms, weekly: {...rhythms.weekly, until: '2026-12-31'}}
  const bare = (id: string, pages = new Map<string, MemberPage>()): string[] => {
    const gatherings = new Map([[id, {id, shared: {rhythm: id.slice(11)}, pages}]])
    return strays({...circleOf('America/New_York', ended), gatherings}).map((stray) => stray.id)
  }

  it('is harmless after the end of its rhythm: it is what is left of one that was moved and put back', () => {
    expect(bare('2027-01-08-weekly')).toEqual([])
  })

  it('is told of when it never was a date, or its rhythm is not there', () => {
    for (const id of ['2026-12-02-weekly', '2027-01-06-weekly', '2026-12-04-gone']) expect(bare(id)).toEqual([id])
  })

  it('is told of, once a member has a page in it', () => {
    expect(bare('2027-01-08-weekly', new Map([['ann', {rsvp: 'going'}]]))).toEqual(['2027-01-08-weekly'])
  })
})

describe('a folder names no gathering', () => {
  it('when its rhythm does not fall on its day, and hears which days are near', () => {
    const stray = wrong('2026-12-02-weekly', {rhythm: 'weekly', status: 'cancelled', why: 'snow'})
    expect(stray?.message).toBe('2026-12-02 is not a day of the rhythm `weekly`')
    expect(stray?.hint).toContain('its nearest days are 2026-11-27 and 2026-12-04')
    expect(wrong('2026-11-20-weekly', {rhythm: 'weekly', topic: 'Sun'})?.hint).toContain('its nearest day is 2026-11-27')
    expect(wrong('2026-12-02-weekly', {rhythm: 'weekly', when: '2026-12-02 19:00'})?.message).toContain('is not a day of')
    expect(wrong('2026-12-02-weekly', {})?.message).toContain('is not a day of')
    expect(stray?.hint).toMatch(/; name the folder for one of these, write `when` in place of `rhythm`, call it off \(circle schedule cancel 2026-12-02-weekly\), or delete the folder$/)
    expect(wrong('2199-12-31-once', {rhythm: 'once', topic: 'Sun'})?.hint).toBe('write `when` in place of `rhythm`, call it off (circle schedule cancel 2199-12-31-once), or delete the folder')
  })

  it('and people were invited to it: then its name stays, for their calendars know it by that', () => {
    const invited: MemberPage = {invited: {bo: {method: 'request'}}}
    for (const id of ['2026-12-02-weekly', '2026-12-04-gone']) {
      const gatherings = new Map([[id, {id, shared: {rhythm: id.slice(11)}, pages: new Map([['ann', invited]])}]])
      const [stray] = strays({...circleOf('UTC', rhythms), gatherings})
      expect(stray?.hint).toBe(`people were invited to it, so its name stays: call it off (circle schedule cancel ${id}), or write \`when\` in place of \`rhythm\``)
    }
  })

  it('when the charter has no such rhythm', () => {
    const own = (id: string): string => `write \`when\` in place of \`rhythm\`, call it off (circle schedule cancel ${id}), or delete the folder`
    expect(wrong('2026-12-04-weekyl', {rhythm: 'weekyl', topic: 'Sun'})).toMatchObject({message: 'the charter has no rhythm `weekyl`', hint: `did you mean weekly? If not, ${own('2026-12-04-weekyl')}`})
    expect(wrong('2026-12-04-annual', {rhythm: 'annual', topic: 'Sun'})?.hint).toBe(`its rhythms are weekly, once: name folder and \`rhythm\` after one of these, ${own('2026-12-04-annual')}`)
    expect(wrong('2026-12-04-constructor', {rhythm: 'constructor', topic: 'Sun'})?.message).toContain('has no rhythm')
  })

  it('when its name and its rhythm differ', () => {
    expect(wrong('2026-12-04-picnic', {rhythm: 'weekly', topic: 'Sun'})?.hint).toContain('name the folder 2026-12-04-weekly')
  })

  it('when it is a date of its own without `when`', () => {
    expect(wrong('2026-12-05-picnic', {topic: 'Sun'})?.hint).toContain('when: "2026-12-05 19:00"')
  })

  it.each(['picnic', '2026-02-30-weekly', '2026-12-04', '2026-12-04weekly', '26-12-04-weekly'])('when it is called %s', (id) => {
    expect(wrong(id, {rhythm: 'weekly'})?.hint).toContain('2026-11-27-weekly')
  })
})
