/** Which answers count: src/cli/rsvp-read/judge.ts, and what history says of those on the pages: given.ts. */
import fc from 'fast-check'
import {execFileSync} from 'node:child_process'
import {utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {saidOf} from '../../src/calendar/invitations.ts'
import {repliesIn} from '../../src/calendar/reply.ts'
import type {Edition} from '../../src/calendar/reply.ts'
import {historyOf, messageOf} from '../../src/cli/rsvp-read/given.ts'
import type {Given} from '../../src/cli/rsvp-read/given.ts'
import {judged} from '../../src/cli/rsvp-read/judge.ts'
import type {Bench, Judgement, Received} from '../../src/cli/rsvp-read/judge.ts'
import {withAnswer, withPage} from '../../src/cli/rsvp/answer.ts'
import type {Circle} from '../../src/model/circle.ts'
import type {MemberPage} from '../../src/model/gathering.ts'
import {gatheringById} from '../../src/schedule/named.ts'
import {readShelf} from '../../src/store/shelf.ts'
import {charter, circle, members, records} from '../agenda/circle.ts'
import {commitAll, copies, put} from './circles.ts'
import {environment, git} from './harness.ts'
import {calendar, invited} from './replies.ts'
import type {Said} from './replies.ts'

const numRuns = process.env.CIRCLE_THOROUGH === undefined ? 150 : 3000
const fresh = copies(invited)
const nowMs = Date.UTC(2026, 10, 28, 10)
const id = '2026-12-04-weekly'

const circleOf = (pages: Readonly<Record<string, MemberPage>> = {}): Circle => circle({
  charter: charter({timezone: 'UTC', rhythms: {weekly: {starts: '2026-11-20 19:00', repeats: 'every week'}}}),
  members: members({ann: {email: 'ann@example.org'}, bo: {email: 'Bo@example.org'}, cy: {}}),
  gatherings: records({[id]: {rhythm: 'weekly', pages: {...pages}}}),
})

const bench = (given: ReadonlyMap<string, Given> = new Map(), read: Bench['read'] = new Map()): Bench => ({nowMs, windows: () => [], given, read})

function received(said: Said & {readonly method?: 'COUNTER'} = {}, more: Partial<Received> = {}): Received {
  const text = said.method === undefined ? calendar(said) : calendar(said).replace('METHOD:REPLY', 'METHOD:COUNTER')
  return {reply: repliesIn(text).replies[0]!, at: 'x', senders: [said.from ?? said.who ?? 'bo@example.org'], ...more}
}

const told = ({applied, notApplied}: Judgement): unknown => ({
  applied: applied.map(({key, edition: {rsvp, why}}) => `${key} ${rsvp} ${why ?? ''}`).toSorted(),
  notApplied: notApplied.map(({address, reason}) => `${address} ${reason.kind}`).toSorted(),
})

describe('judging answers', () => {
  it('comes to the same whatever the order, and however often each is there', () => {
    const said = fc.record({
      who: fc.constantFrom('bo@example.org', 'ann@example.org', 'eve@example.net'), status: fc.constantFrom('ACCEPTED', 'DECLINED', 'TENTATIVE', 'NEEDS-ACTION'),
      stamp: fc.constantFrom('20261128T080000Z', '20261128T090000Z', '20991231T000000Z', ''), sequence: fc.nat(2), comment: fc.constantFrom('a', 'b'),
    }, {requiredKeys: []})
    const one = fc.tuple(said, fc.constantFrom(undefined, 'eve@example.net')).map(([each, from]) => received({...each, ...(from === undefined ? {} : {from})}))
    fc.assert(fc.property(fc.array(one, {minLength: 1, maxLength: 7}).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all]))), ([all, more]) => {
      expect(told(judged(circleOf(), [...more, ...all], bench()))).toEqual(told(judged(circleOf(), all, bench())))
    }), {numRuns})
  })

  it('comes to the same read one by one, in any order, where each says another thing', () => {
    const statuses = fc.shuffledSubarray(['ACCEPTED', 'DECLINED', 'TENTATIVE'], {minLength: 1})
    const replies = statuses.chain((each) => fc.tuple(...each.map((status) => fc.record({status: fc.constant(status), stamp: fc.constantFrom('20261128T080000Z', '20261128T081500Z', '20261128T090000Z'), sequence: fc.nat(1)}))))
    fc.assert(fc.property(replies, (all) => {
      const [whole] = judged(circleOf(), all.map((said) => received(said)), bench()).applied
      let [now, given] = [circleOf(), new Map<string, Given>()]
      for (const said of all) {
        for (const {key, one, member, edition} of judged(now, [received(said)], bench(given)).applied) {
          now = withPage(now, one, member, withAnswer(now.gatherings.get(one.id)!.pages.get(member) ?? {}, edition.rsvp, edition.why))
          given = new Map([[key, {rsvp: edition.rsvp, atMs: nowMs, edition}]])
        }
      }
      expect(now.gatherings.get(id)!.pages.get('bo')).toEqual({rsvp: whole!.edition.rsvp})
    }), {numRuns})
  })

  it('comes to the same in any order, split into any runs, though many only repeat what the page says', () => {
    const stamps = fc.uniqueArray(fc.integer({min: 0, max: 59}), {minLength: 1, maxLength: 7})
    const each = stamps.chain((minutes) => fc.tuple(...minutes.map((minute) => fc.record({
      status: fc.constantFrom('ACCEPTED', 'DECLINED', 'TENTATIVE'), stamp: fc.constant(`20261128T08${String(minute).padStart(2, '0')}00Z`), sequence: fc.nat(1), run: fc.nat(3),
    }))))
    fc.assert(fc.property(each, (all) => {
      const [whole] = judged(circleOf(), all.map((said) => received(said)), bench()).applied
      let [now, given, read] = [circleOf(), new Map<string, Given>(), new Map<string, readonly Edition[]>()]
      for (const run of [0, 1, 2, 3]) {
        const {applied, taken} = judged(now, all.filter((said) => said.run === run).map((said) => received(said)), bench(given, read))
        for (const {key, one, member, edition} of applied) {
          now = withPage(now, one, member, withAnswer(now.gatherings.get(one.id)!.pages.get(member) ?? {}, edition.rsvp, edition.why))
          given = new Map([[key, {rsvp: edition.rsvp, atMs: nowMs, edition}]])
        }
        for (const {key, edition} of taken) read = new Map([[key, [...(read.get(key) ?? []), edition]]])
      }
      expect(now.gatherings.get(id)!.pages.get('bo')).toEqual({rsvp: whole!.edition.rsvp})
    }), {numRuns})
  })

  it('comes to the same reason in any order, split into any runs', () => {
    const stamps = fc.uniqueArray(fc.integer({min: 0, max: 59}), {minLength: 1, maxLength: 6})
    const each = stamps.chain((minutes) => fc.tuple(...minutes.map((minute) => fc.record({
      status: fc.constantFrom('ACCEPTED', 'DECLINED'), stamp: fc.constant(`20261128T08${String(minute).padStart(2, '0')}00Z`), run: fc.nat(5), comment: fc.constantFrom(undefined, `minute ${minute}`),
    }).map(({comment, ...said}) => ({...said, ...(comment === undefined ? {} : {comment})})))))
    fc.assert(fc.property(each, (all) => {
      const [whole] = judged(circleOf(), all.map((said) => received(said)), bench()).applied
      let [now, given, read] = [circleOf(), new Map<string, Given>(), new Map<string, readonly Edition[]>()]
      for (const run of [0, 1, 2, 3, 4, 5]) {
        const {applied, taken} = judged(now, all.filter((said) => said.run === run).map((said) => received(said)), bench(given, read))
        for (const {key, one, member, edition} of applied) {
          now = withPage(now, one, member, withAnswer({}, edition.rsvp, edition.why))
          given = new Map([[key, {rsvp: edition.rsvp, ...(edition.why === undefined ? {} : {why: edition.why}), atMs: nowMs, edition}]])
        }
        for (const {key, edition: {why: _, whyMs: __, ...edition}} of taken) read = new Map([[key, [...(read.get(key) ?? []), edition]]])
      }
      const {rsvp, why} = whole!.edition
      expect(now.gatherings.get(id)!.pages.get('bo')).toEqual({rsvp, ...(why === undefined ? {} : {why})})
    }), {numRuns})
  })

  it('does not let a false answer, however new, stand before a true one', () => {
    const {applied, notApplied} = judged(circleOf(), [received(), received({from: 'eve@example.net', status: 'DECLINED', stamp: '20261128T095900Z', sequence: 99})], bench())
    expect([applied.map(({edition}) => edition.rsvp), notApplied.map(({reason}) => reason.kind)]).toEqual([['going'], ['sender']])
  })

  it('takes an answer that somebody sent on for a double of it', () => {
    expect(judged(circleOf(), [received(), received({from: 'eve@example.net'})], bench())).toMatchObject({applied: [{member: 'bo'}], notApplied: [], twice: 1})
  })

  it('takes a calendar by itself, which has no sender', () => {
    const {senders: _, ...bare} = received()
    expect(judged(circleOf(), [bare], bench()).applied).toHaveLength(1)
    expect(judged(circleOf(), [received({}, {senders: []})], bench()).notApplied).toMatchObject([{reason: {kind: 'sender', text: 'the letter does not say plainly whom it is from'}}])
  })

  it('goes by when the letter was written, where the calendar does not say', () => {
    const [late, early] = [received({stamp: '', status: 'DECLINED'}, {dateMs: nowMs - 60_000}), received({stamp: '20261128T090000Z'})]
    expect(judged(circleOf(), [late, early], bench()).applied).toMatchObject([{edition: {rsvp: 'declined', stampMs: nowMs - 60_000}}])
  })

  it('tells two answers without a time apart by their letters, in either order', () => {
    const [first, second] = [1, 2].map((minute) => received({stamp: ''}, {dateMs: nowMs - 3_600_000 + minute * 60_000}))
    const between = received({stamp: '20261128T090130Z', status: 'DECLINED'})
    for (const all of [[first!, between, second!], [second!, between, first!]]) expect(judged(circleOf(), all, bench())).toMatchObject({applied: [{edition: {rsvp: 'going'}}], older: 2, twice: 0})
  })

  it('knows a member by address in any letters, and nobody who has none', () => {
    expect(judged(circleOf(), [received({who: 'BO@EXAMPLE.ORG', from: 'bo@example.org'}), received({who: 'cy@example.org'})], bench())).toMatchObject({applied: [{member: 'bo'}], notApplied: [{address: 'cy@example.org', reason: {kind: 'address'}}]})
  })

  it('takes a proposal for that of its sender, whoever else is named in it', () => {
    const [not] = judged(circleOf(), [received({method: 'COUNTER', who: 'cy@example.org', from: 'bo@example.org', more: ['ATTENDEE:mailto:bo@example.org', 'DTSTART:20261205T190000Z', 'DTEND:20261205T210000Z']})], bench()).notApplied
    expect(not).toMatchObject({member: 'bo', reason: {kind: 'proposal', text: 'another time is proposed: Sat 5 Dec 2026, 19:00–21:00', hint: `to take it: circle schedule move ${id} "2026-12-05 19:00"`, proposed: {start: '2026-12-05 19:00', end: '2026-12-05 21:00'}}})
  })

  it('goes by what was sent last by whomever, and counts a record that lacks something as none', () => {
    const {of} = saidOf(gatheringById(circleOf(), id)!)
    const sent = {sent: '2026-11-28 08:00', method: 'request', sequence: 9, when: '2026-12-04 19:00', since: 7, of} as const
    const kinds = (pages: Readonly<Record<string, MemberPage>>, said: Said): unknown => told(judged(circleOf(pages), [received(said)], bench()))
    const [taken, other] = [{applied: [`${id} bo going `], notApplied: []}, {applied: [], notApplied: ['bo@example.org time']}]
    expect(kinds({ann: {invited: {bo: sent}}}, {sequence: 7})).toEqual(taken)
    expect(kinds({ann: {invited: {bo: sent}}}, {sequence: 6})).toEqual(other)
    expect(kinds({ann: {invited: {bo: {...sent, since: 3, when: '2026-12-03 19:00'}}}, cy: {invited: {bo: sent}}}, {sequence: 8})).toEqual(taken)
    expect(kinds({ann: {invited: {bo: {...sent, since: 3, when: '2026-12-03 19:00'}}}, cy: {invited: {bo: sent}}}, {sequence: 4})).toEqual(other)
    const {method: _, ...lacking} = sent
    expect(kinds({ann: {invited: {bo: lacking}}}, {sequence: 6})).toEqual(taken)
    expect(kinds({ann: {invited: {bo: {...sent, of: 'x'}}}}, {sequence: 6})).toEqual(taken)
    // A calendar that does not say which edition it answers: then it is the last one that was out when it was written.
    expect(kinds({ann: {invited: {bo: sent}}}, {stamp: '20261128T080000Z'})).toEqual(taken)
    expect(kinds({ann: {invited: {bo: sent}}}, {stamp: '20261128T075900Z'})).toEqual(other)
  })

  describe('after an invitation', () => {
    const {of} = saidOf(gatheringById(circleOf(), id)!)
    const sent = {sent: '2026-11-28 08:00', method: 'request', sequence: 9, when: '2026-12-04 19:00', since: 9, of} as const
    const after = (invitation: object = sent): Circle => circleOf({ann: {invited: {bo: invitation}}})
    const kinds = (said: Said, circle_ = after()): unknown => told(judged(circle_, [received(said)], bench()))
    const [taken, other] = [{applied: [`${id} bo going `], notApplied: []}, {applied: [], notApplied: ['bo@example.org time']}]

    it('takes a later answer that does not say which edition it is to, in any order and over runs', () => {
      const [yes, no] = [received({sequence: 9, stamp: '20261128T081000Z'}), received({status: 'DECLINED', stamp: '20261128T082000Z'})]
      for (const all of [[yes, no], [no, yes]]) expect(judged(after(), all, bench()).applied).toMatchObject([{edition: {rsvp: 'declined'}}])
      const page = circleOf({ann: {invited: {bo: sent}}, bo: {rsvp: 'going'}})
      const given = new Map<string, Given>([[`${id} bo`, {rsvp: 'going', atMs: nowMs, edition: {rsvp: 'going', sequence: 9, stampMs: yes.reply.stampMs!}}]])
      expect(judged(page, [no], bench(given)).applied).toMatchObject([{edition: {rsvp: 'declined'}}])
      expect(judged(page, [received({status: 'DECLINED', stamp: '20261128T080500Z'})], bench(given))).toMatchObject({applied: [], older: 1})
    })

    it('comes to the same in any order, whichever of them say an edition, a start or neither', () => {
      const said = fc.record({
        status: fc.constantFrom('ACCEPTED', 'DECLINED', 'TENTATIVE'), stamp: fc.constantFrom('20261128T075000Z', '20261128T081000Z', '20261128T082000Z', '20261128T083000Z', ''),
        sequence: fc.integer({min: 7, max: 10}), more: fc.constantFrom(['DTSTART:20261204T190000Z'], ['DTSTART:20261203T190000Z']),
      }, {requiredKeys: []})
      fc.assert(fc.property(fc.array(said, {minLength: 1, maxLength: 7}).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], {minLength: all.length}))), ([all, shuffled]) => {
        const of_ = (each: readonly Said[]): unknown => told(judged(after({...sent, since: 8}), each.map((one) => received(one)), bench()))
        expect(of_(shuffled)).toEqual(of_(all))
      }), {numRuns})
    })

    it.each<[what: string, start: string, outcome: unknown]>([
      ['another day', 'DTSTART:20261203T190000Z', other],
      ['another hour, in a zone of its own', 'DTSTART;TZID=Europe/Stockholm:20261204T190000', other],
      ['this time', 'DTSTART:20261204T190000Z', taken],
      ['this time, in a zone of its own', 'DTSTART;TZID=Europe/Stockholm:20261204T200000', taken],
      ['this day', 'DTSTART;VALUE=DATE:20261204', taken],
      ['a time of a zone that nobody knows', 'DTSTART;TZID=Club time:20261204T130000', taken],
    ])('goes by the start that an answer has: %s', (_, start, outcome) => {
      for (const sequence of [{sequence: 9}, {sequence: 99_999}, {}]) expect(kinds({more: [start], ...sequence}), JSON.stringify(sequence)).toEqual(outcome)
    })

    it('takes an answer to the time it has now, though the record of the mail that said so lies elsewhere', () => {
      const older = after({...sent, sequence: 7, since: 7, when: '2026-12-03 19:00'})
      for (const sequence of [{sequence: 9}, {}]) expect(kinds({more: ['DTSTART:20261204T190000Z'], ...sequence}, older), JSON.stringify(sequence)).toEqual(taken)
      expect(kinds({sequence: 7}, older)).toEqual(other)
    })

    it('does not let an answer to the old time take the place of one to this time, however late', () => {
      const [now, old] = [received({sequence: 9, stamp: '20261128T081000Z'}), received({status: 'DECLINED', stamp: '20261128T082000Z', more: ['DTSTART:20261203T190000Z']})]
      for (const all of [[now, old], [old, now]]) expect(told(judged(after(), all, bench()))).toEqual({applied: [`${id} bo going `], notApplied: ['bo@example.org time']})
    })

    it('goes by the day where it takes the whole day, and calendars make a time of it', () => {
      const pages = {ann: {invited: {bo: {...sent, when: '2026-12-04'}}}}
      const whole = circle({
        charter: charter({timezone: 'Europe/Stockholm', rhythms: {weekly: {starts: '2026-11-20', repeats: 'every week'}}}), members: members({ann: {}, bo: {email: 'bo@example.org'}}), gatherings: records({[id]: {rhythm: 'weekly', pages}}),
      })
      const said = saidOf(gatheringById(whole, id)!)
      const exact = {...whole, gatherings: records({[id]: {rhythm: 'weekly', pages: {ann: {invited: {bo: {...sent, ...said}}}}}})}
      for (const start of ['DTSTART;VALUE=DATE:20261204', 'DTSTART:20261203T230000Z', 'DTSTART;TZID=Europe/Stockholm:20261204T000000']) expect(kinds({sequence: 9, more: [start]}, exact), start).toEqual(taken)
      expect(kinds({sequence: 9, more: ['DTSTART;VALUE=DATE:20261203']}, exact)).toEqual(other)
    })
  })

  it('goes by when answers were written where nobody knows of any invitation', () => {
    const all = [received({sequence: 7, stamp: '20261128T080000Z'}), received({stamp: '20261128T081000Z', status: 'TENTATIVE'}), received({sequence: 6, stamp: '20261128T082000Z', status: 'DECLINED'})]
    expect(judged(circleOf(), all, bench()).applied).toMatchObject([{edition: {rsvp: 'declined'}}])
  })

  it('reads the date of a series on the clocks of its rhythm', () => {
    const kolkata = {...circleOf(), charter: charter({timezone: 'UTC', rhythms: {weekly: {starts: '2026-11-20 02:00', repeats: 'every week', timezone: 'Asia/Kolkata'}}})}
    const series = (more: string): unknown => judged(kolkata, [received({uid: 'weekly.series.7k2mq9xw@circle', more: [more]})], bench()).applied.map(({one}) => one.id)
    for (const more of ['RECURRENCE-ID:20261203T203000Z', 'RECURRENCE-ID;TZID=Asia/Kolkata:20261204T020000', 'RECURRENCE-ID;VALUE=DATE:20261204']) expect(series(more), more).toEqual([id])
    for (const uid of ['constructor.series.7k2mq9xw@circle', '__proto__.series.7k2mq9xw@circle', 'weekly.series.other@circle']) {
      const {applied, elsewhere, notApplied} = judged(kolkata, [received({uid, more: ['RECURRENCE-ID:20261203T203000Z']})], bench())
      expect([applied, elsewhere + notApplied.length]).toEqual([[], 1])
    }
  })

  it('leaves a page that changed after its history was looked at', () => {
    const page = {bo: {rsvp: 'maybe'}} as const
    expect(judged(circleOf(page), [received()], bench()).notApplied).toMatchObject([{reason: {kind: 'meanwhile', hint: 'run the same command again'}}])
    expect(judged(circleOf(page), [received()], bench(new Map([[`${id} bo`, {rsvp: 'declined', atMs: 0}]]))).notApplied).toMatchObject([{reason: {kind: 'meanwhile'}}])
    expect(judged(circleOf(page), [received()], bench(new Map([[`${id} bo`, {rsvp: 'maybe', atMs: 0}]]))).applied).toHaveLength(1)
  })
})

describe('what history says of an answer', () => {
  const path = `gatherings/${id}/bo.yaml`
  const page = [{key: 'k', gathering: id, member: 'bo'}]
  const given = async (root: string): Promise<Given | undefined> => (await historyOf(root, readShelf(root).circle, nowMs, page)).given.get('k')
  const commit = (root: string, text: string, time: string, message = 'By hand'): void => {
    put(root, {[path]: text})
    git(root, 'add', '--all')
    const env = environment({GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time})
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '--message', message], {cwd: root, env})
  }
  const [one, two, three] = ['2026-11-28T07:00:00Z', '2026-11-28T08:00:00Z', '2026-11-28T09:00:00Z'] as const

  it('is when it became what it is, not when the page changed last', async () => {
    const root = await fresh()
    expect(await given(root)).toBeUndefined()
    commit(root, 'rsvp: maybe\n', one)
    commit(root, 'rsvp: going\n', two)
    commit(root, 'rsvp: going\n\ntakeaway: |\n  All.\n', three)
    expect(await given(root)).toEqual({rsvp: 'going', atMs: Date.parse(two)})
    commit(root, 'takeaway: |\n  All.\n', three)
    expect(await given(root)).toEqual({atMs: Date.parse(three)})
  })

  it('is which answer of a calendar it was, where it was read from one', async () => {
    const root = await fresh()
    const edition = {rsvp: 'declined', stampMs: Date.parse(one), sequence: 7} as const
    commit(root, 'rsvp: declined\n\nwhy: Ill\n', three, messageOf([{gathering: id, member: 'cy', edition: {rsvp: 'going'}}, {gathering: id, member: 'bo', edition}]))
    expect(await given(root)).toEqual({rsvp: 'declined', why: 'Ill', atMs: Date.parse(three), edition: {...edition, why: 'Ill'}})
    commit(root, 'rsvp: going\n', three)
    expect(await given(root)).toEqual({rsvp: 'going', atMs: Date.parse(three)})
  })

  it('is the same after a merge', async () => {
    const root = await fresh()
    commit(root, 'rsvp: maybe\n', one)
    git(root, 'switch', '--quiet', '--create', 'other')
    commit(root, 'rsvp: going\n', two, messageOf([{gathering: id, member: 'bo', edition: {rsvp: 'going', stampMs: Date.parse(one)}}]))
    git(root, 'switch', '--quiet', 'main')
    put(root, {'gatherings/2026-12-04-weekly/ann.yaml': 'rsvp: going\n'})
    commitAll(root)
    git(root, 'merge', '--quiet', '--no-edit', 'other')
    expect(await given(root)).toEqual({rsvp: 'going', atMs: Date.parse(two), edition: {rsvp: 'going', stampMs: Date.parse(one)}})
  })

  it('is when the file was written, where no commit has it', async () => {
    const root = await fresh()
    commit(root, 'rsvp: maybe\n', one)
    writeFileSync(join(root, path), 'rsvp: going\n')
    const writtenMs = Date.parse('2026-11-25T07:30:00Z')
    utimesSync(join(root, path), writtenMs / 1000, writtenMs / 1000)
    expect(await given(root)).toEqual({rsvp: 'going', atMs: writtenMs})
  })

  it('keeps a message short however many answers there are, and all of them below', () => {
    const kept = Array.from({length: 12}, (_, index) => ({gathering: `2026-12-0${1 + (index % 3)}-weekly`, member: `member-${index}`, edition: {rsvp: 'going' as const}}))
    const [first, blank, ...more] = messageOf(kept).split('\n')
    expect([first, blank, more.length]).toEqual(['Read answers: 12 to 3 gatherings', '', 12])
    expect(messageOf(kept.slice(0, 1))).toBe('Read answers: 2026-12-01-weekly: member-0 going\n\n2026-12-01-weekly member-0 going')
  })
})
