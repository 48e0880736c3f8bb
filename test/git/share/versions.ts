/** Random versions of a circle's records as people write them: a base, and two sides that went on from it. */
import fc from 'fast-check'
import {Fault} from '../../../src/model/fault.ts'
import type {PlainMap} from '../../../src/model/node.ts'
import {readNode} from '../../../src/model/schema.ts'
import type {Finding} from '../../../src/model/schema.ts'
import {kinds} from '../../../src/store/kinds.ts'
import {annotated} from '../../../src/store/yaml/comments.ts'
import type {Annotated} from '../../../src/store/yaml/comments.ts'
import {alike, meaning} from '../../../src/store/yaml/difference.ts'
import {edit} from '../../../src/store/yaml/edit.ts'
import {readText} from '../../../src/store/yaml/read.ts'
import {diceOf, line, text, write} from '../../store/yaml/pages.ts'
import type {Dice, Page} from '../../store/yaml/pages.ts'

export type VersionKind = 'gathering' | 'page' | 'poll' | 'vote'

export interface ThreeVersions {
  readonly kind: VersionKind
  readonly base: string
  readonly mine: string
  readonly theirs: string
}

const member = fc.constantFrom('ann', 'bo', 'cy', 'dan', 'eve')
const day = fc.constantFrom('2026-11-27', '2026-12-04', '2026-12-11')
const ids = fc.constantFrom('k3fx', 'p0aa', 'w7ab', 'x-y')
const members = fc.uniqueArray(member, {minLength: 1, maxLength: 4})
const mapOf = <T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>) => fc.dictionary(key, value, {minKeys: 1, maxKeys: 3, noNullPrototype: true})
const own = {'x-own': fc.oneof(line, fc.array(line, {minLength: 1, maxLength: 3}), mapOf(ids, line))}

const attendance = fc.tuple(members, members).map(([present, all]) => {
  const regrets = all.filter((one) => !present.includes(one))
  return regrets.length === 0 ? {present} : {present, regrets}
})

const gathering = fc
  .tuple(
    fc.record({
      rhythm: fc.constantFrom('weekly', 'monthly'),
      when: fc.constantFrom('2026-11-27 19:00', '2026-11-28 20:00'),
      lasts: fc.constantFrom('2h', '90 min', '3 days'),
      place: line,
      title: line,
      status: fc.constantFrom('planned', 'held', 'cancelled'),
      why: line,
      topic: line,
      roles: mapOf(fc.constantFrom('host', 'scribe', 'timekeeper'), member),
      guests: fc.uniqueArray(line, {minLength: 1, maxLength: 3}),
      notes: text.filter((whole) => whole.trim() !== ''),
      decisions: mapOf(ids, line),
      ...own,
    }, {requiredKeys: ['rhythm'], noNullPrototype: true}),
    fc.option(attendance, {nil: {}}),
  )
  .map(([record, who]) => ({...record, ...who}))

const commitment = fc.record({what: line, due: day, done: day, why: line}, {requiredKeys: ['what'], noNullPrototype: true})
const page = fc
  .record({rsvp: fc.constantFrom('going', 'maybe', 'declined'), why: line, takeaway: text.filter((whole) => whole.trim() !== ''), commitments: mapOf(ids, commitment), ...own}, {requiredKeys: [], noNullPrototype: true})
  .filter((record) => Object.keys(record).length > 0)

const poll = fc.record({
  title: line,
  about: text.filter((whole) => whole.trim() !== ''),
  lasts: fc.constantFrom('2h', '90 min', '3 days'),
  deadline: day,
  status: fc.constantFrom('open', 'closed', 'cancelled'),
  why: line,
  chosen: ids,
  options: mapOf(ids, fc.record({when: fc.constantFrom('2026-11-27 19:00', '2026-11-28'), place: line}, {requiredKeys: ['when'], noNullPrototype: true})),
  ...own,
}, {requiredKeys: ['title'], noNullPrototype: true})
const vote = fc
  .record({votes: mapOf(ids, fc.constantFrom('yes', 'if-need-be', 'no')), why: line, ...own}, {requiredKeys: [], noNullPrototype: true})
  .filter((record) => Object.keys(record).length > 0)

const records = {gathering, page, poll, vote} as unknown as Record<VersionKind, fc.Arbitrary<Page>>

/** A text as the store reads it. Throws when it is not sound. */
export function readAs(kind: VersionKind, source: string): PlainMap {
  const parsed = readText(source, 'page.yaml')
  if ('problems' in parsed) throw new Error(`${JSON.stringify(parsed.problems)}\n${source}`)
  const findings: Finding[] = []
  const record = readNode(parsed.root, kinds[kind].schema, kind, findings)
  if (findings.length > 0) throw new Error(`${JSON.stringify(findings)}\n${source}`)
  return record as PlainMap
}

/** The comments of a text that may have any form. */
export function commentsOf(source: string): Annotated {
  const plain = source.replace(/^\u{FEFF}/u, '').replaceAll('\r\n', '\n')
  const body = plain.endsWith('\n') ? plain : `${plain}\n`
  const parsed = readText(body, 'page.yaml')
  if ('problems' in parsed) throw new Error(`${JSON.stringify(parsed.problems)}\n${source}`)
  return annotated(body, parsed.root)
}

/** A base and two sides; each side changed what the page says, its comments, its blank lines, its line ends, or nothing. */
export const threeVersions: fc.Arbitrary<ThreeVersions> = fc.constantFrom<VersionKind>('gathering', 'page', 'poll', 'vote').chain((kind) =>
  fc.tuple(records[kind], records[kind], records[kind], fc.integer()).map(([record, mine, theirs, seed]) => {
    const dice = diceOf(seed)
    const base = write(record, dice, kinds[kind].schema).text
    return {kind, base, mine: goneOn(kind, base, mine, 'm', dice), theirs: goneOn(kind, base, theirs, 't', dice)}
  }),
)

function goneOn(kind: VersionKind, base: string, other: Page, name: string, dice: Dice): string {
  let source = base
  for (let steps = dice(5); steps > 0; steps--) {
    const step = dice(8)
    if (step < 3) source = edited(kind, source, other, dice)
    else if (step < 5) source = commented(source, `# ${name}${steps}${dice(10)}.`, dice)
    else if (step === 5) source = uncommented(source, dice)
    else if (step === 6) source = reflowed(source, dice)
    else if (dice(3) === 0) source = source.includes('\r\n') ? source.replaceAll('\r\n', '\n') : source.replaceAll('\n', '\r\n')
  }
  return source
}

/** With one field as another record has it, or without it, or with one entry of a map as another has it. */
function edited(kind: VersionKind, source: string, other: Page, dice: Dice): string {
  const record: Page = JSON.parse(JSON.stringify(readAs(kind, source)))
  const needed = kind === 'poll' ? 'title' : 'rhythm'
  const keys = Object.keys({...record, ...other}).filter((key) => key !== needed)
  const key = keys[dice(Math.max(1, keys.length))]
  if (key === undefined) return source
  const [was, is] = [record[key], other[key]]
  const under = typeof was === 'object' && !Array.isArray(was) ? was : undefined
  if (under !== undefined && typeof is === 'object' && !Array.isArray(is) && dice(2) === 0) Object.assign(under, is)
  else if (under !== undefined && Object.keys(under).length > 1 && dice(2) === 0) delete under[Object.keys(under)[0] ?? '']
  else if (is !== undefined) record[key] = is
  else if (Object.keys(record).length > 1) delete record[key]
  const [present, regrets] = [record['present'], record['regrets']] as (string[] | undefined)[]
  if (present !== undefined && regrets !== undefined) {
    const left = regrets.filter((one) => !present.includes(one))
    if (left.length === 0) delete record['regrets']
    else record['regrets'] = left
  }
  try {
    return edit(source, record as PlainMap, kinds[kind].schema)
  } catch (error) {
    // An edit that cannot be read back is refused: then this side did not make it.
    if (error instanceof Fault && error.kind === 'system') return source
    throw error
  }
}

/** The changed text, when it still says the same. */
function ifSame(before: string, after: string, comments: number): string {
  const [was, is] = [readText(before, 'x'), readText(after, 'x')]
  if ('problems' in was || 'problems' in is || !alike(meaning(was.root), meaning(is.root))) return before
  return commentsOf(after).comments.length === commentsOf(before).comments.length + comments ? after : before
}

function commented(source: string, comment: string, dice: Dice): string {
  const lines = source.split('\n')
  const at = dice(lines.length)
  const end = source.includes('\r\n') ? '\r' : ''
  if (dice(3) === 0) return ifSame(source, lines.with(at, `${(lines[at] ?? '').replace(/\r$/, '')} ${comment}${lines[at]?.endsWith('\r') ? '\r' : ''}`).join('\n'), 1)
  return ifSame(source, lines.toSpliced(at, 0, `${' '.repeat([0, 0, 2, 4][dice(4)] ?? 0)}${comment}${end}`).join('\n'), 1)
}

function uncommented(source: string, dice: Dice): string {
  const {comments} = commentsOf(source)
  const gone = comments[dice(Math.max(1, comments.length))]
  if (gone === undefined) return source
  const lines = source.split('\n')
  const at = lines.findIndex((one) => one.replace(/\s+$/, '').endsWith(gone.text))
  if (at === -1) return source
  const kept = gone.alone ? lines.toSpliced(at, 1) : lines.with(at, (lines[at] ?? '').replace(gone.text, '').replace(/[ \t]+(\r?)$/, '$1'))
  return ifSame(source, kept.join('\n'), -1)
}

function reflowed(source: string, dice: Dice): string {
  const lines = source.split('\n')
  const at = dice(lines.length)
  const end = source.includes('\r\n') ? '\r' : ''
  return ifSame(source, (lines[at]?.trim() === '' ? lines.toSpliced(at, 1) : lines.toSpliced(at, 0, end)).join('\n'), 0)
}
