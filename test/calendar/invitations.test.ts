import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {mailsOf, needsOf, saidOf, withoutTopic} from '../../src/calendar/invitations.ts'
import type {Invitee, Need, Round, Told} from '../../src/calendar/invitations.ts'
import {lastTold, memberInvitedAs, standsOn, toldNow} from '../../src/calendar/told.ts'
import {partsOf} from '../../src/calendar/said.ts'
import type {Charter} from '../../src/model/charter.ts'
import type {Invited, MemberPage, SharedPage} from '../../src/model/gathering.ts'
import type {Gathering} from '../../src/schedule/gatherings.ts'
import {gatheringById} from '../../src/schedule/named.ts'

const id = '2026-12-04-weekly'
const charter: Charter = {circle: 1, id: '7k2mq9xw', name: 'Apron', purpose: 'Talk.', founded: '2026-11-20', timezone: 'UTC', rhythms: {weekly: {starts: '2026-11-20 19:00', repeats: 'every week', place: 'The tavern'}}}

/** The gathering as its page says. */
function gathering(shared: SharedPage = {}): Gathering {
  return gatheringById({charter, gatherings: new Map([[id, {id, shared: {rhythm: 'weekly', ...shared}, pages: new Map()}]])}, id)!
}

const here = (member: string, more: Partial<Invitee> = {}): Invitee => ({id: member, standing: 'here', address: 'plain', ...more})
const everybody = [here('ann'), here('bo'), here('cy')]

function round(more: Partial<Round> = {}): Round {
  return {gathering: gathering(), people: everybody, told: new Map(), revision: 100, inviter: 'ann', ...more}
}

/** What was sent of a gathering as it was. */
function told(shared: SharedPage = {}, more: Partial<Told> = {}): Told {
  const sequence = more.sequence ?? 100
  return {sent: '2026-11-28 10:00', method: 'request', sequence, since: sequence, organizer: 'ann', ...saidOf(gathering(shared)), ...more}
}

const moved: SharedPage = {when: '2026-12-05 18:00'}
const off: SharedPage = {status: 'cancelled', why: 'Snow'}
const cancel = (sequence = 101): Told => told(off, {method: 'cancel', sequence, since: 100})

/** `bo invitation request 100`, `ann: inviter`. */
function summary(one: Round): string[] {
  const {needs, skipped} = needsOf(one)
  return [...needs.map(({member, reason, method, sequence}) => `${member} ${reason} ${method} ${sequence}`), ...skipped.map(({member, why}) => `${member}: ${why}`)]
}

describe('who needs which mail', () => {
  const both = (one: Told): ReadonlyMap<string, Told> => new Map([['bo', one], ['cy', one]])

  it.each<[string, Partial<Round>, string[]]>([
    ['nobody was sent anything', {}, ['bo invitation request 100', 'cy invitation request 100', 'ann: inviter']],
    ['all have the latest', {told: both(told())}, ['ann: inviter', 'bo: current', 'cy: current']],
    ['all have the latest, and the history has gone on for other reasons', {told: both(told()), revision: 900}, ['ann: inviter', 'bo: current', 'cy: current']],
    ['one is new', {told: new Map([['bo', told()]]), revision: 900}, ['cy invitation request 100', 'ann: inviter', 'bo: current']],
    ['it moved', {gathering: gathering(moved), told: both(told()), revision: 500}, ['bo changed request 500', 'cy changed request 500', 'ann: inviter']],
    ['it moved, and the clock of the history is behind', {gathering: gathering(moved), told: both(told()), revision: 7}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it has another topic', {gathering: gathering({topic: 'Luck'}), told: both(told()), revision: 500}, ['ann: inviter', 'bo: current', 'cy: current']],
    ['it is longer', {gathering: gathering({lasts: '3h'}), told: both(told())}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it is elsewhere', {gathering: gathering({place: 'Barn'}), told: both(told())}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it is online', {gathering: gathering({link: 'https://meet.example.org'}), told: both(told())}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it has another title', {gathering: gathering({title: 'Walk'}), told: both(told())}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it is at the same hour of another zone', {gathering: gathering({when: '2026-12-04 19:00', timezone: 'Asia/Kolkata'}), told: both(told())}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it takes all day', {gathering: gathering({when: '2026-12-04'}), told: both(told())}, ['bo changed request 101', 'cy changed request 101', 'ann: inviter']],
    ['it is called off', {gathering: gathering(off), told: both(told()), revision: 500}, ['bo cancelled cancel 500', 'cy cancelled cancel 500', 'ann: inviter']],
    ['it is called off, and one heard of it', {gathering: gathering(off), told: new Map([['bo', cancel(500)], ['cy', told()]]), revision: 500}, ['cy cancelled cancel 500', 'ann: inviter', 'bo: current']],
    ['it is called off before anybody heard of it', {gathering: gathering(off)}, ['ann: inviter', 'bo: not invited', 'cy: not invited']],
    ['it takes place after all', {told: both(cancel()), revision: 500}, ['bo restored request 500', 'cy restored request 500', 'ann: inviter']],
    ['it takes place after all, and one never heard that it was off', {told: new Map([['bo', cancel()], ['cy', told()]]), revision: 500}, ['bo restored request 102', 'ann: inviter', 'cy: current']],
    ['it moved away and back, and one never heard of it', {told: new Map([['bo', told(moved, {sequence: 101})], ['cy', told()]])}, ['bo changed request 102', 'ann: inviter', 'cy: current']],
    ['one who was invited has left', {told: both(told()), people: [here('ann'), here('bo'), here('cy', {standing: 'left'})]}, ['cy removed cancel 101', 'ann: inviter', 'bo: current']],
    ['one who left knows', {told: new Map([['cy', cancel()]]), people: [here('ann'), here('cy', {standing: 'left'})]}, ['ann: inviter', 'cy: left']],
    ['one who was never invited has left', {people: [here('ann'), here('cy', {standing: 'left'})]}, ['ann: inviter', 'cy: left']],
    ['one who had left is back', {told: both(told()), people: [here('ann'), here('bo')], to: ['bo']}, ['bo: current']],
    ['one is away', {people: [here('ann'), here('bo', {standing: 'paused'})]}, ['ann: inviter', 'bo: paused']],
    ['one who is away is named', {people: [here('ann'), here('bo', {standing: 'paused'})], to: ['bo']}, ['bo invitation request 100']],
    ['one who was invited is away, and it moved', {gathering: gathering(moved), told: both(told()), people: [here('bo', {standing: 'paused'})], to: ['bo']}, ['bo changed request 101']],
    ['one joins later', {people: [here('bo', {standing: 'to come'})]}, ['bo: to come']],
    ['some have no address', {people: [here('bo', {address: 'none'}), here('cy', {address: 'odd'})]}, ['bo: no address', 'cy: odd address']],
    ['one who has the latest has no address any more', {told: both(told()), people: [here('bo', {address: 'none'}), here('cy')]}, ['bo: current', 'cy: current']],
    ['one who was invited is no member', {told: new Map([['zed', told()]]), people: [here('ann')]}, ['ann: inviter', 'zed: unknown']],
    ['some are named', {to: ['cy']}, ['cy invitation request 100']],
    ['the one who invites is named', {to: ['ann', 'bo']}, ['ann invitation request 100', 'bo invitation request 100']],
    ['once more', {told: new Map([['bo', told()]]), again: true, revision: 900}, ['bo again request 100', 'cy invitation request 100', 'ann: inviter']],
    ['once more of what was called off', {gathering: gathering(off), told: new Map([['bo', cancel()]]), again: true, to: ['bo']}, ['bo again cancel 101']],
    ['nobody knows whether it went', {told: new Map([['bo', told({}, {unsure: true})], ['cy', told()]])}, ['ann: inviter', 'bo: unsure', 'cy: current']],
    ['nobody knows whether it went, and it is called off', {gathering: gathering(off), told: new Map([['bo', told({}, {unsure: true})]]), revision: 500}, ['bo cancelled cancel 500', 'ann: inviter', 'cy: not invited']],
    ['nobody knows whether it went, once more', {told: new Map([['bo', told({}, {unsure: true})]]), again: true, to: ['bo']}, ['bo again request 100']],
    ['somebody else invited one of them', {inviter: 'bo', told: new Map([['cy', told()]])}, ['ann: organizer', 'bo: inviter', 'cy: current']],
    ['somebody else invited all, and now one of those sends the change', {inviter: 'bo', gathering: gathering(moved), told: both(told())}, ['ann changed request 101', 'bo changed request 101', 'cy changed request 101']],
  ])('%s', (_, more, expected) => {
    expect(summary(round(more))).toEqual(expected)
  })

  it('keeps the organizer of the first invitation, and has the one who sends for who has none', () => {
    const organizers = (one: Round): Record<string, string> => Object.fromEntries(needsOf(one).needs.map(({member, organizer}) => [member, organizer]))
    expect(organizers(round({inviter: 'cy', gathering: gathering(moved), told: new Map([['bo', told()]]), people: [...everybody, here('dee')]}))).toEqual({ann: 'ann', bo: 'ann', dee: 'cy'})
    expect(organizers(round({inviter: 'cy', gathering: gathering(moved), told: new Map([['bo', told()]]), people: [here('ann', {address: 'none'}), here('bo')]}))).toEqual({bo: 'cy'})
    expect(organizers(round({inviter: 'cy', gathering: gathering(moved), told: new Map([['bo', told()]]), people: [here('bo')]}))).toEqual({bo: 'cy'})
  })

  it('says since which edition the time is the same: answers to older ones are to another time', () => {
    const since = (shared: SharedPage, before: Told): number => needsOf(round({gathering: gathering(shared), told: new Map([['bo', before]])})).needs.find(({member}) => member === 'bo')!.since
    expect(since({place: 'Barn'}, told())).toBe(100)
    expect(since(moved, told())).toBe(101)
    expect(since({...moved, place: 'Barn'}, told(moved, {sequence: 101, since: 101}))).toBe(101)
    expect(since({when: '2026-12-04 19:00', timezone: 'Asia/Kolkata'}, told())).toBe(101)
    expect(since({}, cancel())).toBe(100)
  })
})

describe('one who invited, where somebody else sends', () => {
  const copies = (one: Partial<Round>): string[] => needsOf(round({inviter: 'bo', ...one})).needs.filter(({copy}) => copy === true).map(({member, reason, method, sequence, organizer}) => `${member} ${reason} ${method} ${sequence} ${organizer}`)
  const [byAnn, byBo] = [told({}, {by: 'ann'}), told(moved, {sequence: 101, by: 'bo'})]
  const copied = told(moved, {sequence: 101, by: 'bo'})

  it.each<[string, Partial<Round>, string[]]>([
    ['hears of a move', {gathering: gathering(moved), told: new Map([['cy', byAnn]])}, ['ann changed request 101 ann']],
    ['hears of it also when the others did and that mail went wrong', {gathering: gathering(moved), told: new Map([['cy', byBo]])}, ['ann changed request 101 ann']],
    ['hears of it once', {gathering: gathering(moved), told: new Map([['cy', byBo], ['ann', copied]])}, []],
    ['hears of the next one', {gathering: gathering({place: 'Barn'}), told: new Map([['cy', byBo], ['ann', copied]])}, ['ann changed request 102 ann']],
    ['hears of a cancellation', {gathering: gathering(off), told: new Map([['cy', byAnn]])}, ['ann cancelled cancel 101 ann']],
    ['hears that it takes place after all', {told: new Map([['cy', {...cancel(), by: 'bo'}], ['ann', {...cancel(), by: 'bo'}]])}, ['ann restored request 102 ann']],
    ['hears nothing of what they sent themselves', {told: new Map([['cy', byAnn]]), people: [...everybody, here('dee')]}, []],
    ['hears nothing of what they sent after that', {gathering: gathering({place: 'Barn'}), told: new Map([['cy', told({place: 'Barn'}, {sequence: 102, by: 'ann'})], ['ann', copied]])}, []],
    ['hears once more of what is so now', {gathering: gathering(moved), told: new Map([['cy', byBo], ['ann', copied]]), again: true}, ['ann again request 101 ann']],
    ['hears it after all that they sent others, where that says something else', {told: new Map([['ann', told({}, {by: 'ann'})], ['cy', {...cancel(), by: 'ann'}]]), again: true}, ['ann again request 102 ann']],
    ['hears it after a time that they sent others, which is no more', {told: new Map([['ann', told({}, {by: 'ann'})], ['cy', told(moved, {sequence: 101, by: 'ann'})]]), again: true}, ['ann again request 102 ann']],
    ['hears nothing when they left', {gathering: gathering(moved), told: new Map([['cy', byAnn]]), people: [here('ann', {standing: 'left'}), here('bo'), here('cy')]}, []],
    ['hears nothing when another told the one they invited, who left, that it is off for them', {told: new Map([['cy', {...cancel(), ...saidOf(gathering()), by: 'bo'}]]), people: [here('ann'), here('bo'), here('cy', {standing: 'left'})]}, []],
    ['hears of a move after that', {gathering: gathering(moved), told: new Map([['cy', {...cancel(), ...saidOf(gathering()), by: 'bo'}]]), people: [here('ann'), here('bo'), here('cy', {standing: 'left'})]}, ['ann changed request 102 ann']],
    ['hears of a cancellation also when they themselves told one who left', {gathering: gathering(off), told: new Map([['cy', byAnn], ['dee', {...cancel(), by: 'ann'}]]), people: [...everybody, here('dee', {standing: 'left'})]}, ['ann cancelled cancel 101 ann']],
  ])('%s', (_, more, expected) => {
    expect(copies(more)).toEqual(expected)
  })

  it('hears once that it takes place after all, also where one whom they had told that it is off was not reached', () => {
    const sent: [string, Told][] = [['bo', {...cancel(), by: 'ann'}], ['cy', byAnn]]
    expect(copies({told: new Map(sent)})).toEqual(['ann restored request 102 ann'])
    expect(copies({told: new Map([...sent, ['ann', told({}, {sequence: 102, by: 'bo'})]])})).toEqual([])
  })

  it('is told that nothing can be sent where there is no address', () => {
    expect(needsOf(round({inviter: 'bo', gathering: gathering(moved), told: new Map([['cy', byAnn]]), people: [here('ann', {address: 'none'}), here('cy')]})).skipped).toContainEqual({member: 'ann', why: 'no address'})
  })

  it('gets a mail of their own, and is named in none as invited', () => {
    const one = round({inviter: 'bo', gathering: gathering({place: 'Barn'}), told: new Map([['cy', byBo], ['ann', copied]])})
    expect(mailsOf(needsOf(one).needs, one, true).map(({to, listed, copy}) => [to.map(({member}) => member), listed, copy])).toEqual([[['ann'], ['ann'], true], [['cy'], ['cy'], undefined]])
  })

  it('is no longer written to once they send themselves', () => {
    expect(summary(round({inviter: 'ann', gathering: gathering({place: 'Barn'}), told: new Map([['cy', byBo], ['ann', copied]])}))).toEqual(['bo invitation request 102', 'cy changed request 102', 'ann: inviter'])
  })
})

describe('addresses', () => {
  const at = (member: string, email: string): Invitee => here(member, {email})
  const before = told({}, {address: 'bo@example.org', from: 'ann@example.org', by: 'ann'})

  it('are written to when they are new, with what was said, and not for other capitals', () => {
    const needs = (email: string): unknown => needsOf(round({told: new Map([['bo', before]]), people: [at('ann', 'ann@example.org'), at('bo', email)], revision: 900})).needs.map(({reason, sequence, since, address}) => ({reason, sequence, since, address}))
    expect(needs('bo@new.example')).toEqual([{reason: 'new address', sequence: 100, since: 100, address: 'bo@new.example'}])
    expect(needs('Bo@Example.org')).toEqual([])
  })

  it('are those of now where an older record has none', () => {
    const {address: _, from: __, ...old} = before
    expect(summary(round({told: new Map([['bo', old]]), people: [at('bo', 'bo@new.example')]}))).toEqual(['bo: current'])
  })

  it('stay those of the organizer that calendars know, and are the new one for who is invited first', () => {
    const people = [at('ann', 'ann@new.example'), at('bo', 'bo@example.org'), at('cy', 'cy@example.org')]
    const one = round({gathering: gathering(moved), told: new Map([['bo', before]]), people})
    expect(needsOf(one).needs.map(({member, from}) => [member, from])).toEqual([['bo', 'ann@example.org'], ['cy', 'ann@new.example']])
    expect(mailsOf(needsOf(one).needs, one, true).map(({from, to}) => [from, to.length])).toEqual([['ann@example.org', 1], ['ann@new.example', 1]])
  })

  it('say who was invited at one, if that was one member', () => {
    const pages = new Map<string, MemberPage>([['ann', {invited: {bo: {address: 'bo@old.example'}, cy: {address: 'us@example.org'}}}], ['cy', {invited: {dee: {address: 'us@example.org'}, bo: {address: 'Bo@Old.example'}}}]])
    expect(memberInvitedAs(pages, 'BO@old.example')).toBe('bo')
    expect(memberInvitedAs(pages, 'us@example.org')).toBeUndefined()
    expect(memberInvitedAs(pages, 'zed@example.org')).toBeUndefined()
  })
})

describe('what they answered', () => {
  const answers = (shared: SharedPage, before: Told | undefined, rsvp: Invitee['rsvp'], together = false): unknown => {
    const one = round({gathering: gathering(shared), told: before === undefined ? new Map() : new Map([['bo', before]]), people: [here('bo', rsvp === undefined ? {} : {rsvp})], again: true})
    const [mail] = mailsOf(needsOf(one).needs, one, together)
    return [mail!.answers.get('bo'), mail!.to[0]!.outdated]
  }

  it('stands in an update of anything but the time', () => {
    expect(answers({place: 'Barn'}, told(), 'going')).toEqual(['going', undefined])
    expect(answers({place: 'Barn'}, told(), 'declined', true)).toEqual(['declined', undefined])
    expect(answers({place: 'Barn'}, told(), undefined)).toEqual([undefined, undefined])
  })

  it('is asked for again at another time, until another answer is there', () => {
    expect(answers(moved, told(), 'going')).toEqual([undefined, 'going'])
    expect(answers({...moved, place: 'Barn'}, told(moved, {sequence: 101, outdated: 'going'}), 'going')).toEqual([undefined, 'going'])
    expect(answers({...moved, place: 'Barn'}, told(moved, {sequence: 101, outdated: 'going'}), 'maybe')).toEqual(['maybe', undefined])
    expect(answers({when: '2026-12-04 19:00', timezone: 'Asia/Kolkata'}, told(), 'going')).toEqual([undefined, 'going'])
  })

  it('is asked for in a first invitation', () => {
    expect(answers({}, undefined, 'going')).toEqual([undefined, undefined])
  })
})

describe('what changed', () => {
  const changed = (shared: SharedPage, before: SharedPage, more: Partial<Told> = {parts: partsOf(gathering(before))}): unknown => needsOf(round({gathering: gathering(shared), told: new Map([['bo', told(before, more)]]), to: ['bo']})).needs.map(({before: was, rezoned, changed: parts}) => [was, rezoned, parts])

  it.each<[string, SharedPage, unknown]>([
    ['the time', moved, ['2026-12-04 19:00', undefined, ['time']]],
    ['the zone', {when: '2026-12-04 19:00', timezone: 'Asia/Kolkata'}, ['2026-12-04 19:00', true, ['time']]],
    ['the length', {lasts: '3h'}, [undefined, undefined, ['length']]],
    ['the title and the place', {title: 'Walk', place: 'Barn'}, [undefined, undefined, ['title', 'place']]],
    ['the link, and a topic with it', {link: 'https://meet.example.org', topic: 'Luck'}, [undefined, undefined, ['link', 'topic']]],
  ])('is told: %s', (_, shared, expected) => {
    expect(changed(shared, {})).toEqual([expected])
  })

  it('is told as far as an older record knows', () => {
    expect(changed(moved, {}, {})).toEqual([['2026-12-04 19:00', undefined, ['time']]])
    expect(changed({place: 'Barn'}, {}, {})).toEqual([[undefined, undefined, undefined]])
  })

  it('is no reason for a mail where it is the topic, but can be told', () => {
    const one = round({gathering: gathering({topic: 'Luck'}), told: new Map([['bo', told({}, {parts: partsOf(gathering())})], ['cy', told({topic: 'Luck'}, {parts: partsOf(gathering({topic: 'Luck'}))})]])})
    expect(withoutTopic(one, needsOf(one).skipped)).toEqual(['bo'])
  })
})

const page = (invited: Record<string, Invited>): MemberPage => ({invited})
const plain = ({organizer: _, ...rest}: Told): Invited => rest

describe('what a member was last sent', () => {
  it('is the highest edition of all pages, with its organizer', () => {
    const pages = new Map([['ann', page({bo: plain(told({}, {sequence: 5}))})], ['cy', page({bo: {...plain(told({}, {sequence: 9})), organizer: 'ann'}, dee: plain(told())})]])
    const last = lastTold(pages)
    expect(last.get('bo')).toMatchObject({sequence: 9, organizer: 'ann'})
    expect(last.get('dee')).toMatchObject({organizer: 'cy'})
  })

  it.each(['sent', 'method', 'sequence', 'when', 'since', 'of'] as const)('is nothing where it lacks `%s`', (key) => {
    const {[key]: _, ...rest} = plain(told())
    expect(lastTold(new Map([['ann', page({bo: rest})]])).size).toBe(0)
  })

  it('is nothing where it makes no sense', () => {
    for (const broken of [{sequence: 2_147_483_648}, {of: 'x'}, {when: 'soon'}]) expect(lastTold(new Map([['ann', page({bo: {...plain(told()), ...broken}})]])).size).toBe(0)
  })

  it('is what is known to have gone rather than what is not, of one edition', () => {
    const pages = new Map([['ann', page({bo: plain(told())})]])
    expect(lastTold(pages, new Map([['bo', [told({}, {unsure: true})]]])).get('bo')!.unsure).toBeUndefined()
    expect(lastTold(pages, new Map([['bo', [told(moved, {sequence: 101, unsure: true})]]])).get('bo')).toMatchObject({sequence: 101, unsure: true})
  })

  it('is what perhaps went to a new address rather than what went to the one before, so that it is not sent there by itself', () => {
    const [before, now] = [told({}, {address: 'bo@example.org'}), told({}, {address: 'bo@example.net', sent: '2026-11-28 11:00', unsure: true})]
    const last = lastTold(new Map([['ann', page({bo: plain(before)})]]), new Map([['bo', [now]]]))
    expect(last.get('bo')).toMatchObject({address: 'bo@example.net', unsure: true})
    expect(summary(round({people: [here('ann'), here('bo', {email: 'bo@example.net'})], told: last}))).toEqual(['ann: inviter', 'bo: unsure'])
  })

  describe('by two clones that did not know of each other, in one edition', () => {
    const bySender = (one: Told, other: Told): ReadonlyMap<string, Told> => lastTold(new Map([['ann', page({bo: plain(one)})], ['cy', page({bo: {...plain(other), organizer: 'ann'}})]]))
    const there = told(moved, {sent: '2026-11-28 09:00'})
    const needs = (more: Partial<Round>): unknown => needsOf(round({people: [here('bo')], ...more})).needs.map(({reason, method, sequence, since, before}) => [reason, method, sequence, since, before])

    it('is unclear, and calls for another with a higher sequence, whichever was later', () => {
      expect(needs({told: bySender(told(), there)})).toEqual([['changed', 'request', 101, 101, '2026-12-05 18:00']])
      expect(needs({told: bySender(there, told())})).toEqual([['changed', 'request', 101, 101, '2026-12-05 18:00']])
      expect(needs({told: bySender(told(), there), gathering: gathering(moved)})).toEqual([['changed', 'request', 101, 101, '2026-12-04 19:00']])
    })

    it('may leave one a gathering that is called off, or takes place', () => {
      const called = cancel(100)
      expect(needs({told: bySender(told(), called), gathering: gathering(off)})).toEqual([['cancelled', 'cancel', 101, 100, undefined]])
      expect(needs({told: bySender(told(), called), people: [here('bo', {standing: 'paused'})]})).toEqual([['restored', 'request', 101, 100, undefined]])
      expect(needs({told: bySender(called, told(moved, {method: 'cancel', sequence: 100})), gathering: gathering(off)})).toEqual([])
    })

    it('is clear where both say the same, and after the next one', () => {
      expect(needs({told: bySender(told(), told({}, {sent: '2026-11-28 09:00'}))})).toEqual([])
      expect(needs({told: bySender(told({}, {sequence: 101}), there)})).toEqual([])
    })

    it('is known on one page where this clone has kept what it sent', () => {
      expect(needs({told: lastTold(new Map([['ann', page({bo: plain(told())})]]), new Map([['bo', [there]]]))})).toEqual([['changed', 'request', 101, 101, '2026-12-05 18:00']])
    })
  })

  it('is that of a member whose id was changed, by the address that it went to', () => {
    const people = [here('ann', {email: 'ann@example.org'}), here('bob', {email: 'Bo@example.org'}), here('cy', {email: 'cy@example.org'})]
    const before = new Map([['bo', told({}, {address: 'bo@example.org'})], ['cy', told({}, {organizer: 'bo', by: 'bo'})]])
    const now = toldNow(before, people)
    expect([...now].map(([id, {organizer, by}]) => [id, organizer, by])).toEqual([['bob', 'ann', undefined], ['cy', 'bob', 'bob']])
    expect([...toldNow(new Map([...before, ['bob', told(moved, {sequence: 101})]]), people).get('bob')!.when]).toEqual([...'2026-12-05 18:00'])
    expect([...toldNow(before, [...people, here('eva', {email: 'bo@example.org'})]).keys()]).toEqual(['bo', 'cy'])
    expect(summary(round({people, told: toldNow(new Map([before.entries().next().value!]), people)}))).toEqual(['cy invitation request 100', 'ann: inviter', 'bob: current'])
  })

  it('holds back somebody new where one who was invited is nobody any more, and the record has no address', () => {
    const people = [here('ann'), here('bob')]
    expect(summary(round({people, told: new Map([['bo', told()]])}))).toEqual(['ann: inviter', 'bob: renamed', 'bo: unknown'])
    expect(summary(round({people, told: new Map([['bo', told()]]), to: ['bob']}))).toEqual(['bob invitation request 100'])
    expect(summary(round({people, told: new Map([['bo', cancel()]])}))).toEqual(['bob invitation request 102', 'ann: inviter', 'bo: left'])
  })
})

describe('what is not known to have arrived', () => {
  it('of a cancellation leaves one who is away the invitation, so they hear that it takes place', () => {
    const people = [here('bo', {standing: 'paused'})]
    expect(summary(round({people, gathering: gathering(moved), told: new Map([['bo', {...cancel(), unsure: true}]])}))).toEqual(['bo restored request 102'])
    expect(summary(round({people, gathering: gathering(moved), told: new Map([['bo', cancel()]])}))).toEqual(['bo: paused'])
  })

  it('is repeated as it was, or under a higher sequence where it says something else', () => {
    const again = (shared: SharedPage): string[] => summary(round({people: [here('bo')], gathering: gathering({...off, ...shared}), told: new Map([['bo', cancel()]]), again: true}))
    expect([again({}), again({title: 'Walk'})]).toEqual([['bo again cancel 101'], ['bo again cancel 102']])
  })
})

describe('what stands on a page', () => {
  const stands = (one: Told): boolean => standsOn(new Map([['ann', page({bo: plain(told({}, {address: 'bo@example.org'}))})]]), 'ann', 'bo', one)

  it('is the mail itself, or a later one', () => {
    expect([told({}, {address: 'bo@example.org'}), told({}, {sequence: 99}), told(moved, {sent: '2026-11-28 09:59'})].map(stands)).toEqual([true, true, true])
    expect([told({}, {sequence: 101}), told({}, {address: 'new@example.org'}), told({}, {sent: '2026-11-28 10:01'}), cancel(100)].map(stands)).toEqual([false, false, false, false])
  })
})

describe('the mails', () => {
  it('are one for each member, who is alone in it', () => {
    const one = round()
    expect(mailsOf(needsOf(one).needs, one, false).map(({to, listed}) => [to.map(({member}) => member), listed])).toEqual([[['bo'], ['bo']], [['cy'], ['cy']]])
  })

  it('are one for all together, which names also those who have theirs, in one edition', () => {
    const one = round({told: new Map([['bo', told({}, {sequence: 80})], ['dee', cancel(105)]]), people: [...everybody, here('dee')]})
    const [mail, ...more] = mailsOf(needsOf(one).needs, one, true)
    expect(more).toEqual([])
    expect([mail!.to.map(({member, sequence}) => [member, sequence]), mail!.listed, mail!.sequence]).toEqual([[['cy', 106], ['dee', 106]], ['cy', 'dee', 'bo'], 106])
  })

  it('are one for each method and organizer together, and a cancellation names those alone who are told', () => {
    const one = round({inviter: 'cy', gathering: gathering(moved), told: new Map([['bo', told()], ['dee', told()], ['eva', told({}, {organizer: 'cy'})]]), people: [...everybody, here('dee', {standing: 'left'}), here('eva')], to: ['bo', 'dee', 'eva']})
    expect(mailsOf(needsOf(one).needs, one, true).map(({method, organizer, listed}) => [method, organizer, listed])).toEqual([['request', 'ann', ['bo', 'eva']], ['cancel', 'ann', ['dee']], ['request', 'cy', ['eva', 'bo']]])
  })
})

describe('any course of things', () => {
  const members = ['ann', 'bo', 'cy', 'dee', 'eva']
  const act = fc.oneof(
    {weight: 2, arbitrary: fc.record({kind: fc.constant('page' as const), shared: fc.constantFrom<SharedPage>({}, moved, off, {place: 'Barn'}, {topic: 'Luck'}, {...moved, ...off}, {lasts: '1h'})})},
    {weight: 2, arbitrary: fc.record({kind: fc.constant('standing' as const), member: fc.constantFrom(...members), standing: fc.constantFrom<Invitee['standing']>('here', 'paused', 'left', 'to come')})},
    {weight: 1, arbitrary: fc.record({kind: fc.constant('address' as const), member: fc.constantFrom(...members), email: fc.constantFrom('new@example.org', 'NEW@example.org', 'newer@example.org')})},
    {weight: 4, arbitrary: fc.record({kind: fc.constant('invite' as const), inviter: fc.constantFrom('ann', 'bo'), to: fc.option(fc.subarray(members, {minLength: 1}), {nil: undefined}), again: fc.boolean(), together: fc.boolean(), arrives: fc.integer({min: 0, max: 5}), step: fc.nat(50)})},
  )
  const runs = process.env.CIRCLE_THOROUGH === '1' ? 5000 : 300

  it('sends nobody what they have, raises every sequence, and tells each invited one of a cancellation once', () => {
    fc.assert(fc.property(fc.array(act, {maxLength: 25}), (acts) => {
      let shared: SharedPage = {}
      const standing = new Map<string, Invitee['standing']>()
      const email = new Map<string, string>()
      const last = new Map<string, Told>()
      let revision = 10
      for (const each of acts) {
        if (each.kind === 'page') shared = each.shared
        else if (each.kind === 'standing') standing.set(each.member, each.standing)
        else if (each.kind === 'address') email.set(each.member, each.email)
        else {
          revision += each.step
          const one = round({
            gathering: gathering(shared), people: members.map((member) => here(member, {standing: standing.get(member) ?? 'here', email: email.get(member) ?? `${member}@example.org`})), told: new Map(last),
            revision, inviter: each.inviter, again: each.again, ...(each.to === undefined ? {} : {to: each.to}),
          })
          const {needs, skipped} = needsOf(one)
          expect([...needs, ...skipped].map(({member}) => member).toSorted()).toEqual(each.to === undefined ? members : each.to.toSorted())
          const mails = mailsOf(needs, one, each.together)
          const sent = mails.flatMap(({to}) => to)
          expect(sent.map(({member}) => member).toSorted()).toEqual(needs.map(({member}) => member).toSorted())
          // Some of them go wrong.
          for (const need of sent.slice(0, each.arrives)) {
            checkOne(one, need, last.get(need.member))
            last.set(need.member, {sent: '2026-11-28 10:00', ...need, by: each.inviter})
          }
          const after = needsOf({...one, told: new Map(last), again: false})
          const reached = new Set(sent.slice(0, each.arrives).map(({member}) => member))
          expect(after.needs.filter(({member}) => reached.has(member))).toEqual([])
        }
      }
    }), {numRuns: runs})
  })

  function checkOne(one: Round, need: Need, before: Told | undefined): void {
    const said = saidOf(one.gathering)
    const isSame = before !== undefined && before.method === need.method && (need.method === 'cancel' || (before.when === said.when && before.of === said.of))
    const isElsewhere = need.reason === 'new address'
    if (isElsewhere) expect(before!.address!.toLowerCase()).not.toBe(need.address!.toLowerCase())
    else if (isSame) expect([need.reason, one.again]).toEqual(['again', true])
    if (before !== undefined && !isSame) expect(need.sequence).toBeGreaterThan(before.sequence)
    if (before !== undefined && isSame) expect(need.sequence).toBeGreaterThanOrEqual(before.sequence)
    if (before === undefined && need.copy === undefined) expect(need.method).toBe('request')
    if (need.method === 'cancel' && need.reason !== 'again' && need.copy === undefined) expect(before!.method).toBe('request')
    expect(need.since).toBeLessThanOrEqual(need.sequence)
    expect(need.organizer).toBe(before?.organizer ?? (need.copy === true ? need.member : one.inviter))
    expect(need.copy === true).toBe(need.organizer === need.member && one.inviter !== need.member)
    // Calendars take a change only from whom they had the event from.
    if (before !== undefined) expect(need.from).toBe(before.from)
  }
})
