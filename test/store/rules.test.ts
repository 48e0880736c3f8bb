import {describe, expect, it} from 'vitest'
import {readNode} from '../../src/model/schema.ts'
import type {Finding} from '../../src/model/schema.ts'
import type {PlainMap} from '../../src/model/node.ts'
import {kinds} from '../../src/store/kinds.ts'
import type {Kind} from '../../src/store/kinds.ts'
import type {StoredRecord} from '../../src/store/records.ts'
import {breaches} from '../../src/store/rules.ts'
import {readText} from '../../src/store/yaml/read.ts'

/** A record as it would be read from this text; the schema must find nothing. */
function record(kind: Kind, id: string, text: string, member?: string): StoredRecord {
  const path = {charter: 'charter.yaml', member: `members/${id}.yaml`, gathering: `gatherings/${id}/gathering.yaml`, page: `gatherings/${id}/${member}.yaml`, poll: `polls/${id}/poll.yaml`, vote: `polls/${id}/${member}.yaml`, format: `formats/${id}.yaml`}[kind]
  const parsed = readText(text, path)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  const findings: Finding[] = []
  const value = readNode(parsed.root, kinds[kind].schema, kind, findings)
  if (findings.length > 0) throw new Error(JSON.stringify(findings))
  return {kind, id, ...(member === undefined ? {} : {member}), path, text, root: parsed.root, record: value as PlainMap, place: parsed.place}
}

const ann = record('member', 'ann', 'name: Ann\nemail: ann@example.org\n')
const bo = record('member', 'bo', 'name: Bo\n')
const charterText = 'circle: 1\nid: abc\nname: A\npurpose: B\nfounded: "2026-11-16"\ntimezone: UTC\n'
const charter = (more = ''): StoredRecord => record('charter', 'charter', charterText + more)
const found = (...records: StoredRecord[]): string[] => breaches([charter(), ann, bo, ...records], ['junto', 'mastermind']).map(({file, line, column, message, hint}) => `${file}:${line}:${column} ${message} | ${hint}`)
const gathering = (text: string, id = '2026-11-27-weekly'): string[] => found(record('gathering', id, text))

describe('the rules between files', () => {
  it('hold for a plain circle', () => {
    expect(found()).toEqual([])
    expect(gathering('rhythm: weekly\nstatus: held\npresent: [ann]\nregrets: [bo]\nroles: {scribe: bo}\nformat: junto\n')).toEqual([])
  })

  it('a gathering names members who are there', () => {
    expect(gathering('rhythm: weekly\npresent: [ann, bu]\nregrets: [zoe]\nroles: {scribe: dora}\n')).toEqual([
      'gatherings/2026-11-27-weekly/gathering.yaml:2:16 bu is not a member | did you mean bo?',
      'gatherings/2026-11-27-weekly/gathering.yaml:3:11 zoe is not a member | the members are ann, bo',
      'gatherings/2026-11-27-weekly/gathering.yaml:4:17 dora is not a member | the members are ann, bo',
    ])
  })

  it('nobody is blamed for a member whose file cannot be read', () => {
    const page = record('gathering', '2026-11-27-weekly', 'rhythm: weekly\npresent: [ann, cy]\nformat: walk\n')
    expect(breaches([charter(), ann, page], ['junto'])).toHaveLength(2)
    expect(breaches([charter(), ann, page], ['junto'], ['members/cy.yaml', 'formats/walk.yaml'])).toEqual([])
  })

  it('a format may name a role of the charter, and is not blamed while the charter cannot be read', () => {
    const walk = record('format', 'walk', 'name: Walk\npurpose: Walk.\nsteps:\n  - title: Walk\n    minutes: 60\n    role: scribe\n')
    expect(breaches([charter(), walk], [])[0]?.message).toContain('scribe')
    expect(breaches([charter('roles: [scribe]\n'), walk], [])).toEqual([])
    expect(breaches([walk], [], ['charter.yaml'])).toEqual([])
  })

  it('nobody is there twice, nor both there and not', () => {
    expect(gathering('rhythm: weekly\npresent: [ann, bo, ann]\nregrets: [bo]\n').map((each) => each.split(' | ')[0])).toEqual([
      'gatherings/2026-11-27-weekly/gathering.yaml:2:20 ann is listed twice under `present`',
      'gatherings/2026-11-27-weekly/gathering.yaml:3:11 bo is both present and regretted',
    ])
  })

  it('the folder says the day and the rhythm', () => {
    expect(gathering('rhythm: monthly\n')[0]).toContain(':1:9 the folder is 2026-11-27-weekly, so its rhythm should be weekly, not monthly')
    expect(gathering('rhythm: weekly\n', 'weekly')[0]).toContain("the folder's name does not begin with a day: weekly")
    expect(gathering('topic: x\n')[0]).toContain('neither `rhythm` nor `when` says when the gathering is')
  })

  it('a cancellation, a drop and an absence say why and since when', () => {
    expect(gathering('rhythm: weekly\nstatus: cancelled\n')[0]).toContain(':2:9 the gathering is cancelled, but not why')
    expect(found(record('page', '2026-11-27-weekly', 'commitments:\n  k1:\n    what: x\n    dropped: "2026-11-28"\n', 'ann'))[0]).toContain(':4:14 the commitment k1 was dropped, but not why')
    expect(found(record('member', 'cy', 'name: Cy\nstatus: paused\n'))[0]).toContain(':2:9 the member is paused, but not since when')
  })

  it('a page tells of invitations to members', () => {
    expect(found(record('page', '2026-11-27-weekly', 'invited:\n  bo:\n    sequence: 1\n  bu:\n    sequence: 1\n', 'ann'))).toEqual(['gatherings/2026-11-27-weekly/ann.yaml:5:5 bu is not a member | did you mean bo?'])
  })

  it('a page belongs to a member', () => expect(found(record('page', '2026-11-27-weekly', 'rsvp: going\n', 'anne'))).toEqual(['gatherings/2026-11-27-weekly/anne.yaml:1:1 the page is named after anne, who is not a member | did you mean ann?']))

  const poll = (text: string, of = '2026-12-05-walk'): string[] => found(record('gathering', '2026-12-05-walk', 'when: "2026-12-05"\n'), record('poll', 'walk-k3fx', `title: Walk\noptions:\n  k3fx: {when: "2026-12-05", gathering: ${of}}\n  w7ab: {when: "2026-12-06"}\n${text}`))

  it('a poll is closed with an option of its own and a gathering that is there', () => {
    expect(poll('status: closed\nchosen: k3fx\n')).toEqual([])
    expect(poll('status: closed\n')[0]).toContain(':5:9 the poll is closed, but nothing is chosen')
    expect(poll('status: closed\nchosen: w7ac\n')).toEqual(['polls/walk-k3fx/poll.yaml:6:9 w7ac is no option of this poll | did you mean w7ab?'])
    expect(poll('chosen: k3fx\n')[0]).toContain(':5:9 the poll is open, and yet an option is chosen')
    expect(poll('status: closed\nchosen: k3fx\n', '2026-12-06-walk')).toEqual(['polls/walk-k3fx/poll.yaml:3:41 there is no gathering 2026-12-06-walk | did you mean 2026-12-05-walk?'])
    expect(poll('status: cancelled\n')[0]).toContain(':5:9 the poll is called off, but not why')
    expect(found(record('poll', 'walk-k3fx', 'title: Walk\n'))[0]).toContain(':1:1 the poll asks about no date')
  })

  it('votes are a member’s, and for options of their poll', () => {
    const walk = record('poll', 'walk-k3fx', 'title: Walk\noptions:\n  k3fx: {when: "2026-12-05"}\n')
    expect(found(walk, record('vote', 'walk-k3fx', 'votes:\n  k3fx: yes\n', 'ann'))).toEqual([])
    expect(found(walk, record('vote', 'walk-k3fx', 'votes:\n  k3fx: yes\n  k3fy: no\n', 'anne'))).toEqual([
      'polls/walk-k3fx/anne.yaml:1:1 the page is named after anne, who is not a member | did you mean ann?',
      'polls/walk-k3fx/anne.yaml:3:9 k3fy is no option of this poll | did you mean k3fx?',
    ])
  })

  it('an address belongs to one member, in any case', () => expect(found(record('member', 'cy', 'name: Cy\nemail: ANN@example.org\n'))[0]).toContain('members/cy.yaml:2:8 cy has the same address as ann'))

  it('a format is one that is shipped, or the circle’s own', () => {
    expect(gathering('rhythm: weekly\nformat: jnuto\n')[0]).toContain('there is no format called jnuto | did you mean junto?')
    expect(breaches([charter('format: walk\n')], ['junto']).map(({line, column}) => `${line}:${column}`)).toEqual(['7:9'])
    expect(breaches([charter('rhythms:\n  weekly: {starts: "2026-11-27 19:00", format: walk}\n')], ['junto'])[0]!.message).toBe('there is no format called walk')
  })

  it('a rhythm does not end before it starts, and files are not newer than the program', () => {
    expect(breaches([charter('rhythms:\n  weekly:\n    starts: "2026-11-27 19:00"\n    until: "2026-11-26"\n')], [])[0]).toMatchObject({line: 10, message: 'the rhythm weekly ends before it starts, on 2026-11-27'})
    expect(breaches([record('charter', 'charter', charterText.replace('circle: 1', 'circle: 2'))], [])[0]).toMatchObject({line: 1, column: 9, message: 'the files are of version 2, and this program knows version 1'})
  })
})
