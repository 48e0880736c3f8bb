import {describe, expect, it} from 'vitest'
import {notesIn, notesPage} from '../../src/cli/gather/notes.ts'
import {promiseRemarks, readPromise} from '../../src/cli/gather/promise.ts'
import {followingGathering, gatheringToLog, unlogged} from '../../src/cli/gather/which.ts'
import type {Circle} from '../../src/model/circle.ts'
import type {Fault} from '../../src/model/fault.ts'
import type {SharedPage} from '../../src/model/gathering.ts'
import {wallOf} from '../../src/schedule/instant.ts'
import {charter, circle, members, records} from '../agenda/circle.ts'

function apron(pages: Record<string, SharedPage> = {}, timezone = 'UTC'): Circle {
  return circle({charter: charter({timezone, founded: '2026-11-01', rhythms: {weekly: {starts: '2026-11-20 19:00', repeats: 'every week'}}}), members: members({ann: {}, bo: {}}), gatherings: records(pages)})
}

const at = (instant: string, zone = 'UTC') => ({nowMs: Date.parse(instant), today: wallOf(zone, Date.parse(instant)).day})

describe('the gathering that is meant when none is named', () => {
  it.each([
    ['the day after', '2026-11-28T10:00:00Z', '2026-11-27-weekly'],
    ['while it is going on', '2026-11-27T20:00:00Z', '2026-11-27-weekly'],
    ['an hour before, with the coats still on', '2026-11-27T18:00:00Z', '2026-11-27-weekly'],
    ['in the morning of the next one, still the last', '2026-11-27T09:00:00Z', '2026-11-20-weekly'],
    ['in the morning of the very first, that one', '2026-11-20T09:00:00Z', '2026-11-20-weekly'],
    ['six days after', '2026-12-03T10:00:00Z', '2026-11-27-weekly'],
  ])('is the one last begun: %s', (_, instant, id) => {
    expect(gatheringToLog(apron(), undefined, at(instant)).id).toBe(id)
  })

  it('is the same once it is logged, so that the same line again means the same one', () => {
    const held = apron({'2026-11-27-weekly': {rhythm: 'weekly', status: 'held'}})
    expect(gatheringToLog(held, undefined, at('2026-11-28T10:00:00Z')).id).toBe('2026-11-27-weekly')
    expect(unlogged(held, gatheringToLog(held, undefined, at('2026-11-28T10:00:00Z')), at('2026-11-28T10:00:00Z')).map(({id}) => id)).toEqual(['2026-11-20-weekly'])
  })

  it('passes one that was cancelled', () => {
    expect(gatheringToLog(apron({'2026-11-27-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'snow'}}), undefined, at('2026-11-28T10:00:00Z')).id).toBe('2026-11-20-weekly')
  })

  it('is none before the first', () => {
    expect(() => gatheringToLog(apron(), undefined, at('2026-11-18T10:00:00Z'))).toThrow(/no gathering yet/)
  })
})

describe('a gathering that is named', () => {
  it('can be logged from the morning of its day, by the clocks where it is', () => {
    // 22:30 on Thursday in UTC is 07:30 on Friday in Tokyo.
    const tokyo = apron({}, 'Asia/Tokyo')
    expect(gatheringToLog(tokyo, 'next', at('2026-11-26T22:30:00Z', 'Asia/Tokyo')).id).toBe('2026-11-27-weekly')
    expect(() => gatheringToLog(tokyo, 'next', at('2026-11-26T14:30:00Z', 'Asia/Tokyo'))).toThrow(/still to come/)
  })

  it('cannot be logged once it is cancelled', () => {
    const snowed = apron({'2026-11-27-weekly': {rhythm: 'weekly', status: 'cancelled', why: 'snow'}})
    const refusal = (): unknown => gatheringToLog(snowed, '2026-11-27', at('2026-11-28T10:00:00Z'))
    expect(refusal).toThrow(/was cancelled: snow/)
    try {
      refusal()
    } catch (error) {
      expect((error as Fault).hint).toContain('circle schedule restore 2026-11-27-weekly')
    }
  })

  it('is followed by the next that is planned and not over', () => {
    const one = gatheringToLog(apron(), '2026-11-20', at('2026-11-28T10:00:00Z'))
    expect(followingGathering(apron(), one, at('2026-11-28T10:00:00Z'))?.id).toBe('2026-12-04-weekly')
  })
})

describe('the gathering at which its promises are reported on', () => {
  const now = at('2026-11-28T10:00:00Z')

  it('is the next of its rhythm, before a date of its own and another rhythm', () => {
    const picnic = apron({'2026-12-01-picnic': {when: '2026-12-01 12:00'}})
    const one = gatheringToLog(picnic, '2026-11-27', now)
    expect(followingGathering(picnic, one, now)?.id).toBe('2026-12-04-weekly')
    const twin = circle({...picnic, charter: charter({timezone: 'UTC', rhythms: {asia: {starts: '2026-12-02 08:00', repeats: 'every week'}, weekly: {starts: '2026-11-20 19:00', repeats: 'every week'}}})})
    expect(followingGathering(twin, one, now)?.id).toBe('2026-12-04-weekly')
  })

  it('is the next of any rhythm after one of its own, and a date of its own where there is no rhythm', () => {
    const walk = {'2026-11-27-walk': {when: '2026-11-27 09:00'}, '2026-12-01-picnic': {when: '2026-12-01 12:00'}}
    const both = apron(walk)
    expect(followingGathering(both, gatheringToLog(both, '2026-11-27-walk', now), now)?.id).toBe('2026-12-04-weekly')
    const without = circle({...both, charter: charter({timezone: 'UTC', rhythms: {}})})
    expect(followingGathering(without, gatheringToLog(without, '2026-11-27-walk', now), now)?.id).toBe('2026-12-01-picnic')
  })
})

describe('a promise as it is typed', () => {
  const context = {members: members({ann: {name: 'Ann Ek'}, bo: {name: 'Bo Berg'}}), from: '2026-11-28', nextDay: '2026-12-04'}

  it.each([
    ['ann: read chapter 2 by friday', {member: 'ann', commitment: {what: 'read chapter 2', due: '2026-12-04'}}],
    ['Ann Ek: read chapter 2', {member: 'ann', commitment: {what: 'read chapter 2'}}],
    ['bo:read by 2027-01-05.', {member: 'bo', commitment: {what: 'read', due: '2027-01-05'}}],
    ['bo: bring the map, by the next gathering', {member: 'bo', commitment: {what: 'bring the map', due: '2026-12-04'}}],
    ['bo: write a letter by hand', {member: 'bo', commitment: {what: 'write a letter by hand'}}],
    ['bo: read the book by Austen by in 2 weeks', {member: 'bo', commitment: {what: 'read the book by Austen', due: '2026-12-12'}}],
    ['bo: ask Cy: is it true', {member: 'bo', commitment: {what: 'ask Cy: is it true'}}],
    ['bo: call by next thursday 18:00', {member: 'bo', commitment: {what: 'call', due: '2026-12-03'}, time: '18:00'}],
    ['bo: by christmas read', {member: 'bo', commitment: {what: 'by christmas read'}, unread: 'christmas read'}],
    ['bo: read by christmas the book by Austen', {member: 'bo', commitment: {what: 'read by christmas the book by Austen'}, unread: 'christmas the book'}],
    ['bo: read by yesterday', {member: 'bo', commitment: {what: 'read', due: '2026-11-27'}}],
    ['bo: read by 4/12', {member: 'bo', commitment: {what: 'read by 4/12'}, unread: '4/12'}],
  ])('%s', async (text, promise) => {
    expect(await readPromise(text, context)).toEqual(promise)
  })

  it.each([
    ['bo: read by friday', []],
    ['bo: call by friday 18:00', ['"call" is due on 2026-12-04: a commitment has a day and no time, so 18:00 is left out.']],
    ['bo: read by yesterday', ['"read" is due on 2026-11-27, which is past already.']],
    ['bo: by christmas read', ['No day was understood in "by christmas read", so "by christmas read" has none. Write it at the end, such as "by 2026-12-04" or "by friday".']],
  ])('is remarked on: %s', async (text, remarks) => {
    expect(promiseRemarks(await readPromise(text, context), context.from)).toEqual(remarks)
  })

  it("is the actor's own when nobody is named, also with a link in it", async () => {
    expect(await readPromise('read https://example.org by friday', {...context, actor: 'bo'})).toEqual({member: 'bo', commitment: {what: 'read https://example.org', due: '2026-12-04'}})
  })

  it.each([['read chapter 2', /who promised this/], ['ann:', /what did ann promise/], ['anna: read', /no member is called anna/]])('is refused: %s', async (text, message) => {
    await expect(readPromise(text, context)).rejects.toThrow(message)
  })
})

describe('notes on the page that an editor was given', () => {
  const steps = [{title: 'Welcome', led: [], guide: [], queries: []}, {title: 'Reports', led: [], guide: [], queries: []}]
  const fresh = notesPage('2026-11-27-weekly', undefined, steps, '# Friday\n\n- **When:** now --> later\n')

  it('has a heading for each step, and the agenda below', () => {
    expect(fresh).toMatch(/^## Welcome\n\n## Reports\n\n<!-- circle: /)
    expect(fresh).toContain('- **When:** now')
    expect(fresh.match(/-->/g)).toHaveLength(1)
  })

  it('are none when the page is as it was, or empty', () => {
    expect(notesIn(fresh, fresh)).toBe('')
    expect(notesIn('', fresh)).toBe('')
  })

  it('are what was typed below a heading, without the headings that stayed empty', () => {
    expect(notesIn(fresh.replace('## Reports\n', '## Reports\nAnn read.\n\n## Own\n'), fresh)).toBe('## Reports\nAnn read.\n\n## Own')
  })

  it('are kept wherever they were typed: behind the block, in it, or in its place', () => {
    expect(notesIn(`${fresh}At the end.\n`, fresh)).toBe('At the end.')
    expect(notesIn(fresh.replace('- **When:** now', 'Into it.\n- **When:** now'), fresh)).toBe('Into it.')
    expect(notesIn('# All new\n\nWords.', fresh)).toBe('# All new\n\nWords.')
  })

  it('may have come back with other line ends', () => {
    expect(notesIn(fresh.replace('## Reports\n', '## Reports\nAnn read.\n').replaceAll('\n', '\r\n'), fresh)).toBe('## Reports\nAnn read.')
  })

  it.each(['Old words.\n\n## A heading', 'A line with a break  \n\n\n\n    code\n', '## Welcome\n\n## Reports', '  indented'])('that stood already are on the page without headings, and come back as they were: %j', (notes) => {
    const page = notesPage('2026-11-27-weekly', notes, [...steps, {...steps[0]!, title: 'Close'}], '# Friday')
    expect(page).not.toContain('## Close')
    expect(notesIn(page, page)).toBe(notes.trimEnd())
  })
})
