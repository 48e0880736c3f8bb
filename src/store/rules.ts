/**
 * The rules that hold between the files of a circle: who and what they name must exist, and what they say must agree.
 * A file that breaks one can still be read, so these do not stop other commands; `circle check` lists them.
 */
import {formatVersion} from '../model/charter.ts'
import {formatFaults} from '../model/format.ts'
import type {Format} from '../model/format.ts'
import type {Commitment} from '../model/gathering.ts'
import {nearest} from '../model/nearest.ts'
import type {Node} from '../model/node.ts'
import type {PlainMap} from '../model/node.ts'
import {isPlainMap} from '../model/node.ts'
import type {Poll} from '../model/poll.ts'
import type {Problem} from '../model/problem.ts'
import type {StoredRecord} from './records.ts'

interface Known {
  readonly members: readonly string[]
  readonly formats: readonly string[]
  /** The circle's own roles; undefined while its charter cannot be read. */
  readonly roles: readonly string[] | undefined
  /** The ids of each poll's options; a poll that cannot be read is not among them. */
  readonly options: ReadonlyMap<string, readonly string[]>
  /** The ids of the folders under gatherings/. */
  readonly gatherings: ReadonlySet<string>
}

/**
 * All breaches of the rules, in the order of the records. `formats` are the ids of the formats the program ships;
 * those of the circle are among the records. `unread` are the paths of files that are there and cannot be read: whoever
 * is named after one is not unknown for that.
 */
export function breaches(records: readonly StoredRecord[], formats: readonly string[], unread: readonly string[] = []): Problem[] {
  const ids = (kind: 'member' | 'format'): string[] => {
    const folder = `${kind}s/`
    return [...records.filter((record) => record.kind === kind).map(({id}) => id), ...unread.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length).replace(/\.yaml$/, ''))]
  }
  const charter = records.find(({kind}) => kind === 'charter')
  const known: Known = {
    members: ids('member'),
    formats: [...formats, ...ids('format')],
    roles: charter === undefined ? undefined : ((charter.record.roles ?? []) as readonly string[]),
    options: new Map(records.flatMap(({kind, id, record}) => (kind === 'poll' ? [[id, optionsOf(record)]] : []))),
    gatherings: new Set([...records.flatMap(({kind, id}) => (kind === 'gathering' ? [id] : [])), ...unread.flatMap((path) => /^gatherings\/([^/]+)\/gathering\.yaml$/.exec(path)?.[1] ?? [])]),
  }
  return [...records.flatMap((record) => breachesOf(record, known)), ...sharedAddresses(records)]
}

function breachesOf(record: StoredRecord, known: Known): Problem[] {
  switch (record.kind) {
    case 'charter':
      return charterBreaches(record, known)
    case 'member':
      return memberBreaches(record)
    case 'gathering':
      return gatheringBreaches(record, known)
    case 'page':
      return pageBreaches(record, known)
    case 'poll':
      return pollBreaches(record, known)
    case 'vote':
      return voteBreaches(record, known)
    case 'format':
      return known.roles === undefined ? [] : formatFaults(record.record as unknown as Format, known.roles).map(({at, message, hint}) => problem(record, at, message, hint))
  }
}

function charterBreaches(record: StoredRecord, known: Known): Problem[] {
  const {circle, format, rhythms} = record.record
  const problems: Problem[] = []
  if (typeof circle === 'number' && circle > formatVersion) {
    problems.push(problem(record, ['circle'], `the files are of version ${circle}, and this program knows version ${formatVersion}`, 'install a newer circle'))
  }
  if (typeof format === 'string') problems.push(...unknownFormat(record, ['format'], format, known))
  for (const [id, rhythm] of Object.entries(isPlainMap(rhythms) ? rhythms : {})) {
    if (!isPlainMap(rhythm)) continue
    if (typeof rhythm.format === 'string') problems.push(...unknownFormat(record, ['rhythms', id, 'format'], rhythm.format, known))
    if (typeof rhythm.until === 'string' && typeof rhythm.starts === 'string' && rhythm.until < rhythm.starts.slice(0, 10)) {
      problems.push(problem(record, ['rhythms', id, 'until'], `the rhythm ${id} ends before it starts, on ${rhythm.starts.slice(0, 10)}`, 'a rhythm that never was can be taken out'))
    }
  }
  return problems
}

function memberBreaches(record: StoredRecord): Problem[] {
  const {status, since} = record.record
  const dated = status === undefined || status === 'active' || since !== undefined
  return dated ? [] : [problem(record, ['status'], `the member is ${String(status)}, but not since when`, 'add `since: "2026-11-27"` with the day')]
}

function gatheringBreaches(record: StoredRecord, known: Known): Problem[] {
  const {rhythm, when, status, why, format, present, regrets, roles} = record.record
  const day = record.id.slice(0, 10)
  const problems: Problem[] = []
  if (!/^\d{4}-\d{2}-\d{2}-./.test(record.id)) {
    problems.push(problem(record, [], `the folder's name does not begin with a day: ${record.id}`, 'name it by its day and its rhythm or a word, such as 2026-11-27-weekly'))
  } else if (typeof rhythm === 'string' && record.id !== `${day}-${rhythm}`) {
    problems.push(problem(record, ['rhythm'], `the folder is ${record.id}, so its rhythm should be ${record.id.slice(11)}, not ${rhythm}`, `write \`rhythm: ${record.id.slice(11)}\`, or rename the folder to ${day}-${rhythm}`))
  }
  if (rhythm === undefined && when === undefined) {
    problems.push(problem(record, [], 'neither `rhythm` nor `when` says when the gathering is', `write \`rhythm: ${record.id.slice(11)}\`, or \`when: "${day} 19:00"\``))
  }
  if (status === 'cancelled' && why === undefined) problems.push(problem(record, ['status'], 'the gathering is cancelled, but not why', 'add `why:` with the reason'))
  if (typeof format === 'string') problems.push(...unknownFormat(record, ['format'], format, known))
  for (const [key, listed] of [['present', present], ['regrets', regrets]] as const) {
    for (const [index, member] of (Array.isArray(listed) ? (listed as string[]) : []).entries()) {
      problems.push(...unknownMember(record, [key, index], member, known))
      if (Array.isArray(listed) && listed.indexOf(member) < index) problems.push(problem(record, [key, index], `${member} is listed twice under \`${key}\``, 'take one out'))
      if (key === 'regrets' && Array.isArray(present) && (present as string[]).includes(member)) {
        problems.push(problem(record, [key, index], `${member} is both present and regretted`, 'take one out'))
      }
    }
  }
  for (const [role, member] of Object.entries(isPlainMap(roles) ? roles : {})) problems.push(...unknownMember(record, ['roles', role], String(member), known))
  return problems
}

function pageBreaches(record: StoredRecord, known: Known): Problem[] {
  const {commitments, invited} = record.record
  const guests = Object.keys(isPlainMap(invited) ? invited : {})
  const problems = [...strangersPage(record, known), ...guests.flatMap((member) => unknownMember(record, ['invited', member], member, known))]
  for (const [id, value] of Object.entries(isPlainMap(commitments) ? commitments : {})) {
    const commitment = value as unknown as Commitment
    const at = ['commitments', id]
    if (commitment.done !== undefined && commitment.dropped !== undefined) {
      problems.push(problem(record, [...at, 'dropped'], `the commitment ${id} is both done and dropped`, 'take one out'))
    }
    if (commitment.dropped !== undefined && commitment.why === undefined) {
      problems.push(problem(record, [...at, 'dropped'], `the commitment ${id} was dropped, but not why`, 'add `why:` with the reason'))
    }
  }
  return problems
}

function optionsOf({options}: PlainMap): string[] {
  return isPlainMap(options) ? Object.keys(options) : []
}

function pollBreaches(record: StoredRecord, known: Known): Problem[] {
  const {status = 'open', why, chosen} = record.record
  const options = optionsOf(record.record)
  const problems: Problem[] = []
  if (options.length === 0) problems.push(problem(record, ['options'], 'the poll asks about no date', `add one: circle schedule poll add-option ${record.id} "2026-12-05 14:00"`))
  if (status === 'closed' && chosen === undefined) problems.push(problem(record, ['status'], 'the poll is closed, but nothing is chosen', 'add `chosen:` with the id of an option, or take `status` out and close it with circle schedule poll close'))
  if (status !== 'closed' && chosen !== undefined) problems.push(problem(record, ['chosen'], `the poll is ${String(status)}, and yet an option is chosen`, 'write `status: closed`, or take `chosen` out'))
  if (status === 'cancelled' && why === undefined) problems.push(problem(record, ['status'], 'the poll is called off, but not why', 'add `why:` with the reason'))
  if (typeof chosen === 'string' && !options.includes(chosen)) problems.push(problem(record, ['chosen'], `${chosen} is no option of this poll`, meantOption(chosen, options)))
  for (const option of options) {
    const {gathering} = (record.record.options as unknown as NonNullable<Poll['options']>)[option]!
    if (gathering === undefined || known.gatherings.has(gathering)) continue
    const meant = nearest(gathering, [...known.gatherings])
    problems.push(problem(record, ['options', option, 'gathering'], `there is no gathering ${gathering}`, meant === undefined ? 'name one by its id, as in gatherings/2026-12-05-winter-walk, or take the line out' : `did you mean ${meant}?`))
  }
  return problems
}

function voteBreaches(record: StoredRecord, known: Known): Problem[] {
  const problems = strangersPage(record, known)
  const options = known.options.get(record.id)
  const {votes} = record.record
  for (const option of options === undefined || !isPlainMap(votes) ? [] : Object.keys(votes)) {
    if (!options!.includes(option)) problems.push(problem(record, ['votes', option], `${option} is no option of this poll`, meantOption(option, options!)))
  }
  return problems
}

function meantOption(option: string, options: readonly string[]): string {
  const meant = nearest(option, options)
  if (meant !== undefined) return `did you mean ${meant}?`
  return options.length === 0 ? 'take the line out' : `the options are ${options.join(', ')}`
}

/** A page that is named after nobody we know. */
function strangersPage(record: StoredRecord, known: Known): Problem[] {
  return known.members.includes(record.member!) ? [] : [problem(record, [], `the page is named after ${record.member}, who is not a member`, meantMember(record.member!, known))]
}

function sharedAddresses(records: readonly StoredRecord[]): Problem[] {
  const owners = new Map<string, string>()
  const problems: Problem[] = []
  for (const record of records) {
    if (record.kind !== 'member' || typeof record.record.email !== 'string') continue
    const address = record.record.email.toLowerCase()
    const owner = owners.get(address)
    if (owner === undefined) owners.set(address, record.id)
    else problems.push(problem(record, ['email'], `${record.id} has the same address as ${owner}`, 'each member has an address of their own; one person is one member'))
  }
  return problems
}

function unknownMember(record: StoredRecord, path: readonly (string | number)[], member: string, known: Known): Problem[] {
  if (known.members.includes(member)) return []
  return [problem(record, path, `${member} is not a member`, meantMember(member, known))]
}

function meantMember(member: string, known: Known): string {
  const meant = nearest(member, known.members)
  return meant === undefined ? `the members are ${known.members.join(', ')}` : `did you mean ${meant}?`
}

function unknownFormat(record: StoredRecord, path: readonly (string | number)[], format: string, known: Known): Problem[] {
  if (known.formats.includes(format)) return []
  const meant = nearest(format, known.formats)
  return [problem(record, path, `there is no format called ${format}`, meant === undefined ? `the formats are ${known.formats.join(', ')}; write one of your own in formats/${format}.yaml` : `did you mean ${meant}?`)]
}

/** A problem at a value of the record, or at its key, or at the beginning of the file when the path is empty. */
export function problem(record: StoredRecord, path: readonly (string | number)[], message: string, hint: string): Problem {
  return {file: record.path, ...record.place(offsetOf(record.root, path)), message, hint}
}

function offsetOf(root: Node, path: readonly (string | number)[]): number {
  let node = root
  for (const step of path) {
    if (node.kind === 'map') {
      const entry = node.entries.find(({key}) => key === step)
      if (entry === undefined) return node.start
      if (entry.value.kind === 'empty') return entry.keyStart
      node = entry.value
    } else if (node.kind === 'list' && typeof step === 'number') {
      const item = node.items[step]
      if (item === undefined) return node.start
      node = item
    } else return node.start
  }
  return node.start
}

