/** What logging a gathering comes to: pure, from the circle and what is told to pages and words. */
import type {Circle} from '../../model/circle.ts'
import {commitmentNamed, commitmentsOf} from '../../model/commitments.ts'
import {defined} from '../../model/defined.ts'
import {Fault} from '../../model/fault.ts'
import type {Commitment, MemberPage, SharedPage} from '../../model/gathering.ts'
import {shortName} from '../../model/members.ts'
import type {Plain} from '../../model/node.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import {gatheringById} from '../../schedule/named.ts'
import {alike} from '../../store/yaml/difference.ts'
import type {Change, RecordWrite, Setting} from '../command.ts'
import {gatheringJson} from '../gathering-words.ts'
import {pageOf} from '../scheduled.ts'
import {name} from '../terminal/lines.ts'
import type {Cell} from '../terminal/lines.ts'
import {loggedBlocks, plannedBlocks, reopenedBlocks} from './words.ts'
import type {Fate, Promised, Told} from './told.ts'
import {removalOf} from './removal.ts'
import type {Removal} from './removal.ts'
import {tellsOnly} from './told.ts'
import {canBePlanned, requireLoggable} from './which.ts'

/** Member pages of any gathering, by `gathering/member`. */
type Pages = Map<string, {readonly gathering: string; readonly member: string; readonly page: MemberPage}>

/**
 * The change that logs the gathering `id`. What is told is added to what stands there, or corrects it; what stands there
 * already is not written again, so the same telling twice changes nothing. Throws `unknown` for members and commitments
 * that are not there, `usage` for what contradicts itself, `refused` for a gathering that cannot be logged. A topic and
 * roles alone, told of one that is still to come, are only planned. `shown`: all that is logged now, or only the ids that
 * are new to somebody who has just seen the rest; or, before it is written, all that would be and what it corrects.
 */
export function logged(circle: Circle, id: string, told: Told, setting: Setting, shown: 'whole' | 'news' | 'preview' = 'whole'): Change {
  const one = gatheringById(circle, id)
  if (one === undefined) throw new Fault('unknown', `there is no gathering ${id} any more`, {hint: '`circle schedule list` shows the dates'})
  const plans = tellsOnly(told, ['topic', 'roles']) && canBePlanned(one, setting)
  if (!plans) requireLoggable(one, setting)
  requireMembers(circle, told)
  const removal = removalOf(circle, one, told.removed)
  // Opening a commitment again says nothing of this gathering.
  const reopens = tellsOnly(told, ['fates']) && told.fates.length > 0 && told.fates.every(({became}) => became === 'open')
  const shared = sharedAfter(circle, one, told, {...setting, status: plans || reopens ? one.record?.shared.status : 'held', removal})
  const pages = pagesAfter(circle, one, told, {...setting, removal})
  const writes = writesFor(circle, one, shared, pages)
  const after = circleAfter(circle, id, shared, pages)
  const showing = {today: setting.today, shown, before: circle, gone: goneCells(circle, one, removal)}
  return {
    writes,
    message: reopens ? `Reopen ${settledIds(circle, told).join(', ')}` : `${plans ? 'Plan' : 'Log'} ${id}`,
    show: plans ? plannedBlocks(after, one, told, writes) : reopens ? reopenedBlocks(after, writes, showing) : loggedBlocks(after, gatheringById(after, id) ?? one, writes, showing),
    json: {gathering: {...gatheringJson(gatheringById(after, id) ?? one), page: shared, pages: Object.fromEntries(after.gatherings.get(id)?.pages ?? [])}},
  }
}

/** The ids of the commitments that are reported on, in full. */
function settledIds(circle: Circle, {fates}: Told): string[] {
  return fates.map((fate) => commitmentNamed(circle, fate.id).id)
}

function requireMembers({members}: Circle, told: Told): void {
  const named = [...told.present, ...told.regrets, ...told.absent, ...Object.values(told.roles), ...told.commitments.map(({member}) => member), ...Object.keys(told.pages)]
  for (const id of named) {
    if (id !== undefined && !members.has(id)) throw new Fault('unknown', `${id} is not a member`, {hint: `the members are ${[...members.keys()].join(', ')}`})
  }
  for (const id of told.present) {
    if (told.regrets.includes(id)) throw new Fault('usage', `${id} cannot be both present and away`, {hint: 'name them once: under --present or under --regrets'})
  }
}

// The shared page

interface SharedSetting extends Setting {
  /** What the gathering is from now on. */
  readonly status: SharedPage['status']
  readonly removal: Removal
}

function sharedAfter(circle: Circle, one: Gathering, told: Told, setting: SharedSetting): SharedPage {
  const page = pageOf(circle, one)
  const {removal, status} = setting
  const {status: _, why: __, ...rest} = page
  const decided = Object.fromEntries(Object.entries(page.decisions ?? {}).filter(([id]) => !removal.decisions.includes(id)))
  const decisions = decisionsAfter(circle, decided, told, setting)
  return defined<{[K in keyof SharedPage]: SharedPage[K] | undefined}>({
    ...rest,
    ...told.frame,
    status,
    topic: replaced(page.topic, told.topic),
    roles: dropEmptyMap(defined({...page.roles, ...told.roles}) as Record<string, string>, page.roles),
    present: listAfter(page.present, told.present, [...told.regrets, ...told.absent]),
    regrets: dropEmptyList(listAfter(page.regrets, told.regrets, [...told.present, ...told.absent])),
    guests: dropEmptyList(listAfter(page.guests, told.guests, [...told.strangers, ...removal.guests])),
    notes: replaced(page.notes, told.notes),
    decisions: dropEmptyMap(decisions, page.decisions),
  })
}

/** An empty text takes out what stood there. */
function replaced(before: string | undefined, told: string | undefined): string | undefined {
  const after = told ?? before
  return after === '' ? undefined : after
}

/** What was listed, less who is named elsewhere now, and behind it who is new. A list that was never there is not begun empty. */
function listAfter(before: readonly string[] | undefined, come: readonly string[], gone: readonly string[]): readonly string[] | undefined {
  const kept = (before ?? []).filter((item) => !gone.includes(item))
  const after = [...new Set([...kept, ...come])]
  return after.length === 0 && before === undefined ? undefined : after
}

function dropEmptyList(list: readonly string[] | undefined): readonly string[] | undefined {
  return list?.length === 0 ? undefined : list
}

function decisionsAfter(circle: Circle, before: Readonly<Record<string, string>>, told: Told, {newId}: Setting): Record<string, string> {
  const after: Record<string, string> = {...before}
  const taken = (id: string): boolean => Object.hasOwn(after, id) || [...circle.gatherings.values()].some(({shared}) => Object.hasOwn(shared.decisions ?? {}, id))
  for (const {id, text} of told.decisions) {
    if (id !== undefined) after[id] = text
    else if (!Object.values(after).some((other) => sameWords(other, text))) after[newId(taken)] = text
  }
  return after
}

// Members' own pages

function pagesAfter(circle: Circle, one: Gathering, told: Told, setting: Setting & {readonly removal: Removal}): Pages {
  const pages: Pages = new Map()
  const pageIn = (gathering: string, member: string): MemberPage => pages.get(`${gathering}/${member}`)?.page ?? circle.gatherings.get(gathering)?.pages.get(member) ?? {}
  const put = (gathering: string, member: string, page: MemberPage): void => {
    pages.set(`${gathering}/${member}`, {gathering, member, page})
  }
  for (const fate of told.fates) {
    const {gathering, member, id, commitment} = commitmentNamed(circle, fate.id)
    const page = pageIn(gathering, member)
    // Reported at this gathering; what was promised only later can have come true no earlier than that.
    const day = gathering > one.id ? setting.today : one.start.day
    put(gathering, member, {...page, commitments: {...page.commitments, [id]: settledBy(page.commitments?.[id] ?? commitment, fate, id, day)}})
  }
  for (const {gathering, member, id} of setting.removal.commitments) put(gathering, member, without(pageIn(gathering, member), id))
  for (const [member, more] of Object.entries(told.pages)) put(one.id, member, {...pageIn(one.id, member), ...more})
  const taken = takenIds(circle)
  for (const promised of told.commitments) {
    const page = pageIn(one.id, promised.member)
    put(one.id, promised.member, {...page, commitments: commitmentsAfter(page.commitments ?? {}, promised, taken, setting)})
  }
  return pages
}

/** The page without a commitment; without the whole list where that leaves none and the page says something else. */
function without(page: MemberPage, id: string): MemberPage {
  const {commitments = {}, ...rest} = page
  const {[id]: _, ...kept} = commitments
  return Object.keys(kept).length === 0 && Object.keys(rest).length > 0 ? rest : {...rest, commitments: kept}
}

function settledBy(commitment: Commitment, fate: Fate, id: string, day: string): Commitment {
  if (fate.became === 'done') {
    const {dropped: _, why: __, ...rest} = commitment
    return {...rest, done: commitment.done ?? day}
  }
  if (fate.became === 'open') {
    const {done: _, dropped: __, why: ___, ...rest} = commitment
    return rest
  }
  if (commitment.done !== undefined) throw new Fault('refused', `${id} was done on ${commitment.done}`, {hint: `what is done cannot be dropped; if it was marked by mistake: circle gather --reopen ${id}`})
  return {...commitment, dropped: commitment.dropped ?? day, why: fate.why}
}

/** The same words of the same member are one commitment; told again, its day may be corrected. */
function commitmentsAfter(before: Readonly<Record<string, Commitment>>, {id, commitment}: Promised, taken: Set<string>, {newId}: Setting): Record<string, Commitment> {
  const known = id ?? Object.entries(before).find(([, other]) => sameWords(other.what, commitment.what))?.[0]
  if (known !== undefined) return {...before, [known]: {...before[known], ...commitment, ...(id === undefined ? {what: before[known]!.what} : {})}}
  const fresh = newId((candidate) => taken.has(candidate) || Object.hasOwn(before, candidate))
  taken.add(fresh)
  return {...before, [fresh]: commitment}
}

/** Ids of all commitments, so that a short one means one commitment in the whole circle. */
function takenIds(circle: Circle): Set<string> {
  return new Set(commitmentsOf(circle).map(({id}) => id))
}

function sameWords(a: string, b: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim().replace(/\.$/, '').toLowerCase()
  return plain(a) === plain(b)
}

// What is to be written

function writesFor(circle: Circle, one: Gathering, shared: SharedPage, pages: Pages): RecordWrite[] {
  const before = circle.gatherings.get(one.id)?.shared
  const own = [...pages.values()].filter(({gathering, member, page}) => !same(circle.gatherings.get(gathering)?.pages.get(member), page))
  return [
    ...(same(before ?? (shared.status === undefined ? pageOf(circle, one) : undefined), shared) ? [] : [{kind: 'gathering' as const, id: one.id, record: shared}]),
    ...own.map(({gathering, member, page}) => ({kind: 'page' as const, id: gathering, member, record: page})),
  ]
}

function same(before: object | undefined, after: object): boolean {
  return before !== undefined && alike(before as Plain, after as Plain)
}

/** The circle as it will be, to show it. */
function circleAfter(circle: Circle, id: string, shared: SharedPage, pages: Pages): Circle {
  const gatherings = new Map(circle.gatherings)
  gatherings.set(id, {id, shared, pages: gatherings.get(id)?.pages ?? new Map()})
  for (const {gathering, member, page} of pages.values()) {
    const record = gatherings.get(gathering)
    if (record !== undefined) gatherings.set(gathering, {...record, pages: new Map([...record.pages, [member, page]])})
  }
  return {...circle, gatherings}
}

/** An empty map is left out, unless an empty one stood there. */
function dropEmptyMap<T extends object>(map: T, before: T | undefined): T | undefined {
  return Object.keys(map).length === 0 && (before === undefined || Object.keys(before).length > 0) ? undefined : map
}

/** What is taken out, for people: what it was, and its words. */
function goneCells(circle: Circle, one: Gathering, {decisions, commitments, guests}: Removal): Cell[][] {
  return [
    ...decisions.map((id): Cell[] => [name(id), 'decision', pageOf(circle, one).decisions?.[id] ?? '']),
    ...commitments.map(({id, member, commitment}): Cell[] => [name(id), shortName(circle.members, member), commitment.what]),
    ...guests.map((guest): Cell[] => ['', 'guest', guest]),
  ]
}
