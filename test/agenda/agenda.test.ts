import {readFileSync} from 'node:fs'
import {describe, expect, it} from 'vitest'
import {agendaOf, queriesFor} from '../../src/agenda/agenda.ts'
import type {AgendaView} from '../../src/agenda/agenda.ts'
import {agendaMarkdown, agendaShape, agendaValues} from '../../src/agenda/page.ts'
import type {Shape, Value} from '../../src/agenda/template.ts'
import type {Charter, Rhythm} from '../../src/model/charter.ts'
import type {Circle} from '../../src/model/circle.ts'
import {addDays} from '../../src/model/day.ts'
import {Fault} from '../../src/model/fault.ts'
import type {Format} from '../../src/model/format.ts'
import {gatherings} from '../../src/schedule/gatherings.ts'
import {charter, circle, formatFrom, formats, members, records, shippedFormat, templateText} from './circle.ts'

const weekly: Rhythm = {
  title: 'Friday meeting',
  starts: '2026-10-02 19:00',
  repeats: 'every week on friday',
  lasts: '2h',
  place: 'The Indian King tavern',
  link: 'https://meet.example.org/apron',
}

function apron(more: Partial<Circle> = {}, ofCharter: Partial<Charter> = {}): Circle {
  return circle({
    charter: charter({
      format: 'junto',
      promises: ['What is said here stays here.', "We come prepared, and tell the others when we can't come."],
      rhythms: {weekly},
      ...ofCharter,
    }),
    members: members({
      ann: {name: 'Ann Ek', timezone: 'Europe/Stockholm'},
      bo: {name: 'Bo Ek'},
      cy: {name: 'Cy Moss'},
      dee: {name: 'Dee Hall', timezone: 'America/Toronto'},
      ed: {name: 'Ed Fox', joined: '2026-11-15'},
      flo: {name: 'Flo Grant', status: 'paused', since: '2026-10-01'},
    }),
    gatherings: records({
      '2026-10-02-weekly': {rhythm: 'weekly', status: 'held', roles: {president: 'ann', essayist: 'bo', 'query-bringer': 'cy'}, present: ['ann', 'bo', 'cy', 'dee']},
      '2026-11-13-weekly': {
        rhythm: 'weekly',
        status: 'held',
        roles: {president: 'bo', essayist: 'ann', 'query-bringer': 'dee'},
        present: ['ann', 'bo', 'dee'],
        pages: {ann: {commitments: {k3fx: {what: 'Read the first two chapters', due: '2026-11-20'}}}, bo: {commitments: {p9ab: {what: 'Ask the library about a room.', done: '2026-11-24'}}}},
      },
      '2026-11-20-weekly': {
        rhythm: 'weekly',
        status: 'held',
        roles: {president: 'dee', essayist: 'cy', 'query-bringer': 'ann'},
        present: ['ann', 'cy', 'dee'],
        pages: {cy: {commitments: {m2aa: {what: 'Write to the council', due: '2026-12-04'}, z4zz: {what: 'Lend Ann the spade', dropped: '2026-11-22', why: 'it broke'}}}},
      },
      '2026-11-27-weekly': {rhythm: 'weekly', topic: 'Is thrift a virtue?', guests: ['Dora Lind'], pages: {ann: {rsvp: 'going'}, bo: {rsvp: 'declined'}, cy: {rsvp: 'maybe'}}},
    }),
    ...more,
  })
}

function agenda(of: Circle, id = '2026-11-27-weekly', known: ReadonlyMap<string, Format> = formats(), today = '2026-11-22'): AgendaView {
  const gathering = gatherings(of, {from: '2026-10-01', to: '2027-07-01'}).find((one) => one.id === id)!
  return agendaOf({circle: of, gathering, gatherings: gatherings(of, {from: today, to: addDays(gathering.start.day, 1)}), formats: known, today})
}

const page = (view: AgendaView): string => agendaMarkdown(view, templateText('agenda.md'), 'templates/agenda.md')

describe('the agenda of a Junto', () => {
  it('reads as in the expected file', () => {
    expect(page(agenda(apron()))).toBe(readFileSync(new URL('../fixtures/agenda/junto.md', import.meta.url), 'utf8'))
  })

  it('is the same whatever order the files were read in', () => {
    const of = apron()
    const turned = apron({members: new Map([...of.members].toReversed()), gatherings: new Map([...of.gatherings].toReversed())})
    expect(agenda(turned)).toEqual(agenda(of))
  })
})

describe('an agenda', () => {
  it('fills every name that a template may use, and no other', () => {
    expect(misfits(agendaShape, agendaValues(agenda(apron())))).toEqual([])
  })

  it('lists the clocks of members elsewhere, and not of those whose clocks show the same', () => {
    expect(agenda(apron()).elsewhere).toMatchObject([{timezone: 'Europe/Stockholm', start: {day: '2026-11-28', time: '01:00'}, members: [{id: 'ann'}]}])
  })

  it("takes members without a zone to live in the circle's, also when the gathering is held in another", () => {
    const of = apron({}, {rhythms: {weekly: Object.assign({timezone: 'Asia/Tokyo'}, weekly)}})
    expect(agenda(of).elsewhere.map(({timezone, start, members}) => [timezone, start.time, members.map(({id}) => id)])).toEqual([
      ['America/New_York', '05:00', ['cy', 'ed']],
      ['America/Toronto', '05:00', ['dee']],
      ['Europe/Stockholm', '11:00', ['ann']],
    ])
  })

  it('gives steps the clock, right through the night when clocks change', () => {
    const night = Object.assign({}, weekly, {starts: '2026-10-31 23:30', repeats: 'every week on saturday', lasts: '3h'})
    const of = apron({gatherings: new Map()}, {rhythms: {weekly: night}})
    const times = agenda(of, '2026-10-31-weekly', formats(), '2026-10-30').steps.map(({at}) => `${at!.day} ${at!.time}`)
    expect(times).toEqual(['2026-10-31 23:30', '2026-10-31 23:35', '2026-11-01 00:15', '2026-11-01 00:55', '2026-11-01 01:15', '2026-11-01 01:25'])
  })

  it('says when clocks skip or repeat its time', () => {
    const spring = Object.assign({}, weekly, {starts: '2027-03-14 02:30'})
    const view = agenda(apron({gatherings: new Map()}, {rhythms: {weekly: Object.assign(spring, {repeats: 'every week on sunday'})}}), '2027-03-14-weekly', formats(), '2027-03-13')
    expect(view.start).toEqual({day: '2027-03-14', time: '03:30'})
    expect(view.warnings[0]!.message).toBe('Clocks go forward in America/New_York: 02:30 does not exist that day, so it begins at 03:30.')
  })

  it('has no clock times when the gathering takes all day', () => {
    const retreat = {title: 'Yearly retreat', starts: '2027-06-11', lasts: '3 days', format: 'junto'}
    const view = agenda(apron({}, {rhythms: {retreat}}), '2027-06-11-retreat')
    expect(view.steps.every((step) => step.at === undefined)).toBe(true)
    expect(view.warnings).toEqual([])
    expect(page(view)).toContain('- **When:** Friday 11 June 2027 to Sunday 13 June 2027\n')
    expect(page(view)).toContain('\n- **Welcome** · 5 min')
  })

  it('takes no evening for a plan of a whole day, unless it is told to', () => {
    const retreat = {title: 'Yearly retreat', starts: '2027-06-11', lasts: '3 days'}
    const view = agenda(apron({}, {rhythms: {retreat}, roles: ['scribe']}), '2027-06-11-retreat')
    expect([view.steps, view.prepare, view.roles.map(({id}) => id)]).toEqual([[], [], ['scribe']])
  })

  it('warns when the steps do not fit, or the people are too few', () => {
    const of = apron({}, {rhythms: {weekly: Object.assign({}, weekly, {lasts: '90 min'})}, format: 'book-club'})
    expect(agenda(of).warnings.map(({message}) => message)).toEqual(['The steps take 1 hour 45 minutes with 5 people, and the gathering lasts 1 hour 30 minutes: 15 minutes too many.'])
    expect(page(agenda(of))).not.toContain('End**')
    const few = apron({members: members({ann: {}, bo: {}, cy: {}}), gatherings: new Map()})
    expect(agenda(few).warnings).toEqual([{message: '3 people are expected, and Junto is for 4 to 12.', hint: 'Ask those who have not answered, or move the gathering.'}])
  })

  it('says when a role is with somebody who can not come, and who is next', () => {
    const of = apron()
    const record = of.gatherings.get('2026-11-27-weekly')!
    const view = agenda(apron({gatherings: new Map([...of.gatherings, [record.id, {...record, shared: {...record.shared, roles: {president: 'bo'}}}]])}))
    expect(view.warnings).toEqual([{message: "Bo is down as president and can't come.", hint: expect.stringMatching(/^Next in turn: \w+ \(.+\) and \w+ \(.+\)\.$/)}])
    expect(view.roles[0]).toMatchObject({id: 'president', set: true, member: {id: 'bo'}})
  })

  it('says so too when that somebody has left since', () => {
    const of = apron()
    const record = of.gatherings.get('2026-11-27-weekly')!
    const shared = {...record.shared, regrets: [], roles: {president: 'flo'}}
    const view = agenda(apron({gatherings: new Map([...of.gatherings, [record.id, {...record, shared}]])}))
    expect(view.warnings.map(({message}) => message)).toContain("Flo is down as president and can't come.")
  })

  it("adds the circle's own chores to the format's roles", () => {
    const view = agenda(apron({}, {roles: ['scribe', 'essayist']}))
    expect(view.roles.map(({id}) => id)).toEqual(['president', 'essayist', 'query-bringer', 'scribe'])
  })

  it('shows, of a gathering that was held, who was there and who had which role, and proposes nothing', () => {
    const view = agenda(apron({}, {roles: ['scribe']}), '2026-11-20-weekly')
    expect(view.roles.map(({id, member, set}) => [id, member!.id, set])).toEqual([['president', 'dee', true], ['essayist', 'cy', true], ['query-bringer', 'ann', true]])
    expect(view.people.expected.map(({id}) => id)).toEqual(['ann', 'cy', 'dee'])
    expect(view.warnings).toEqual([])
    expect(view.prepare).toEqual([])
  })

  it('works without a format, without members and without a page', () => {
    const view = agenda(circle({charter: charter({rhythms: {weekly}})}))
    expect(view.steps).toEqual([])
    expect(page(view)).toBe('# Leather Apron Club: Friday meeting\n\n- **When:** Friday 27 November 2026, 19:00–21:00 (America/New_York)\n- **Where:** The Indian King tavern\n- **Online:** <https://meet.example.org/apron>\n- **Expected (0):** nobody\n')
  })

  it('refuses a format that nobody knows, with the one that was meant', () => {
    const of = apron({}, {format: 'junta'})
    const fault = faultOf(() => agenda(of))
    expect(fault).toBeInstanceOf(Fault)
    expect(fault).toMatchObject({kind: 'unknown', message: 'the format of 2026-11-27-weekly is not known: junta', hint: 'did you mean junto?'})
  })

  it("runs by the circle's own format", () => {
    const own = formatFrom('name: Tea\npurpose: Talk.\nsteps:\n  - title: Pour\n    minutes: 2 each\n  - title: Talk\n    minutes: rest\n')
    const view = agenda(apron({}, {format: 'tea'}), '2026-11-27-weekly', new Map([...formats(), ['tea', own]]))
    expect(view.steps.map(({title, minutes, each}) => [title, minutes, each])).toEqual([['Pour', 10, 2], ['Talk', 110, undefined]])
  })

  it('moves a course on with each gathering, those still to come included', () => {
    const of = apron({}, {format: 'study-circle'})
    const session = (id: string) => agenda(of, id).format!.session
    expect(session('2026-11-27-weekly')).toEqual({number: 4, of: 5})
    expect(session('2026-12-04-weekly')).toEqual({number: 5, of: 5})
    expect(session('2026-12-11-weekly')).toEqual({number: 1, of: 5})
    expect(agenda(of, '2026-12-04-weekly').steps.map(({title}) => title)).toContain('What can we do?')
    expect(agenda(of, '2026-12-11-weekly').steps.map(({title}) => title)).toContain('Ground rules')
  })

  it('says what to prepare, by whom and by when', () => {
    expect(agenda(apron()).prepare.map(({by, role, member}) => [by, role, member?.id])).toEqual([
      ['2026-11-20', 'Query bringer', 'ed'],
      ['2026-11-26', 'Essayist', 'dee'],
      ['2026-11-27', undefined, undefined],
    ])
  })

  it("can't be forged by words of its members", () => {
    const of = apron({
      members: members({ann: {name: '# Cancelled\n\n![x](https://evil.example/t.png)'}}),
      gatherings: records({'2026-11-27-weekly': {rhythm: 'weekly', topic: '## Cancelled', place: '<img src="https://evil.example">', guests: ['- **When:** never']}}),
    })
    const text = page(agenda(of))
    expect(text.match(/^#+ .*/gm)).toEqual(expect.arrayContaining(['# Leather Apron Club: Friday meeting', '## Roles', '## Steps']))
    expect(text.match(/^#+ Cancelled/gm)).toBeNull()
    expect(text.replace(/\\[!-/:-@[-`{-~]/g, ' ')).not.toMatch(/!\[|<img|\]\(|evil\.example>/)
  })
})

describe('standing queries', () => {
  it('all come up, in turn, before any comes again', () => {
    const junto = shippedFormat('junto')
    const year = Array.from({length: 24}, (_, earlier) => queriesFor(junto, earlier).map(({number}) => number))
    expect(year[0]).toEqual([1, 2, 3, 4, 5])
    expect(year[4]).toEqual([21, 22, 23, 24, 1])
    const times = Array.from({length: 24}, (_, index) => year.flat().filter((number) => number === index + 1).length)
    expect(new Set(times)).toEqual(new Set([5]))
  })
})

function faultOf(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

/** Names under which values and shape differ. */
function misfits(shape: Shape, value: Value, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => misfits(shape, item as Value, path))
  const record = value as Record<string, Value>
  const keys = new Set([...Object.keys(shape), ...Object.keys(record)])
  return [...keys].flatMap((key) => {
    const [kind, inner] = [shape[key], record[key]]
    if (kind === undefined || !(key in record)) return [`${path}${key}`]
    if (typeof kind === 'object') return misfits(kind, inner, `${path}${key}.`)
    if (inner === undefined) return []
    const fits = kind === 'flag' ? typeof inner === 'boolean' : kind === 'texts' ? Array.isArray(inner) : ['string', 'number'].includes(typeof inner)
    return fits ? [] : [`${path}${key}`]
  })
}
