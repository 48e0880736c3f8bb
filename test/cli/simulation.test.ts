/**
 * A group that works at its own pace, with real clones and a real remote: at the end all have the same, and every operation's effect
 * is there, was superseded by a later one, or was asked about. CIRCLE_SEED chooses another course of events, CIRCLE_THOROUGH=1 all 500.
 */
import {expect, it} from 'vitest'
import {course, given, happen, operationsOr, report} from './simulated-course.ts'
import type {Action} from './simulated-course.ts'
import {expectOne, gathered, handEdit, synced} from './simulated-group.ts'
import {crowded} from './simulated-operations.ts'
import {snapshot} from './simulated-state.ts'
import {isAbout, judge} from './simulated-verdict.ts'
import type {Asked} from './simulated-verdict.ts'

const operations = operationsOr(60)

/** What is sure to happen at the beginning: two people of one first name, two dates under one name, and an evening with two scribes. */
const collisions: readonly Action[] = [
  ...given('bo', ['member', 'add', 'Dan Lind <dan.lind@example.org>'], ['rsvp', '2026-12-04-weekly', 'yes', '--as', 'dan'], ['gather', '2026-11-27-weekly', '--present', 'dan,bo', '--role', 'scribe=dan', '--topic', 'Topic of Bo', '--decision', 'Meet at seven', '--yes']),
  ...given('cy', ['member', 'add', 'Dan Moe <dan.moe@example.org>'], ['rsvp', '2026-12-04-weekly', 'no', '--why', 'In Boston', '--as', 'dan'], ['gather', '2026-11-27-weekly', '--present', 'dan,cy', '--role', 'host=dan', '--commit', 'dan: Do thing of Cy', '--notes', 'Note of Cy.', '--yes']),
  ...given('bo', ['schedule', 'add', '2027-02-20 10:00', '--title', 'Picnic', '--place', 'Hall of Bo'], ['rsvp', '2027-02-20-picnic', 'yes']),
  ...given('cy', ['schedule', 'add', '2027-02-20 11:00', '--title', 'Picnic', '--place', 'Hall of Cy'], ['rsvp', '2027-02-20-picnic', 'maybe']),
  ...given('eli', ['gather', '2026-11-20-weekly', '--present', 'eli,gil', '--topic', 'Topic of Eli', '--notes', 'Note of Eli.', '--yes']),
  ...given('gil', ['gather', '2026-11-20-weekly', '--present', 'ann,gil', '--regrets', 'eli', '--topic', 'Topic of Gil', '--notes', 'Note of Gil.', '--yes']),
  {member: 'cy', kind: 'sync'}, {member: 'bo', kind: 'sync'}, {member: 'gil', kind: 'sync'}, {member: 'eli', kind: 'sync'},
]

it(`keeps every word of ${operations} operations in twelve clones`, async () => {
  const group = await gathered()
  const asked: Asked[] = []
  const notes = new Set<string>()
  const told = await happen(group, course([...group.clones.keys()], operations, collisions), crowded, async (root, number, chance, edits) => {
    const shared = await synced(root, chance.one(['mine', 'theirs'] as const), new Map(edits ? [[number, handEdit(root, number, chance)] as const] : []))
    asked.push(...shared.asked)
    for (const note of shared.notes) notes.add(note)
    return shared.byHand
  })
  const tip = await expectOne(group)
  const [root] = group.clones.values()
  const ended = snapshot(root!)
  const verdict = judge(root!, tip, told.deeds, (effect) => asked.some((question) => isAbout(question, effect, ended.names)), group.began.state, ended.state)
  report(told, verdict, `${asked.length} questions asked`)
  if (process.env.CIRCLE_NOTES === '1') process.stdout.write(`${[...notes].join('\n')}\n`)
  expect(verdict.wrong).toEqual([])
  // The collisions at the beginning came out as people expect.
  expect(ended.members.filter((id) => id.startsWith('dan-'))).not.toEqual([])
  expect([...notes].join('\n')).toMatch(/Dan (Lind and Dan Moe|Moe and Dan Lind) were both added as dan/)
  expect([...ended.state.keys()]).toEqual(expect.arrayContaining(['gathering at Hall of Bo / when', 'gathering at Hall of Cy / when']))
}, 3_600_000)
