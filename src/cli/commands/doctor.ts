/** Looks at what circle stands on: versions, git, zone data, editor, mail; and says what to do about what is missing. */
import {gitText} from '../../git/run.ts'
import {hasDriver} from '../../git/driver.ts'
import {readSettings, settingOf} from '../../git/settings.ts'
import {Fault} from '../../model/fault.ts'
import type {Circle} from '../../model/circle.ts'
import {addDays} from '../../model/day.ts'
import {instantText, resolveWall, wallOf} from '../../schedule/instant.ts'
import {counted, listed} from '../../schedule/words.ts'
import {findCircle} from '../../store/find.ts'
import {readShelf} from '../../store/shelf.ts'
import {shownUrl} from '../../git/address.ts'
import {roomOf} from '../at-rest.ts'
import type {FreeCommand} from '../command.ts'
import type {Context} from '../context.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {bad, good, warn} from '../terminal/lines.ts'
import {programVersion} from '../version.ts'
import {disagreement, knowsZone, systemZones} from '../zone-data.ts'
import type {Disagreement} from '../zone-data.ts'

/** One thing looked at. `advice`: what to do when it is not well. */
interface Finding {
  readonly about: string
  readonly state: 'well' | 'care' | 'ill'
  readonly said: string
  readonly advice?: string
}

/** As long as a calendar file reaches ahead, and as far back. */
const daysAhead = 550
const daysBack = 30

export const command: FreeCommand = {
  free: async (context) => {
    const root = findCircle(context.folder)
    const circle = root === undefined ? undefined : circleIn(root)
    const isUnread = root !== undefined && circle === undefined
    const zones = zoneFindings(circle, context)
    const {json: mail, ...mailed} = (await import('../mail/standing.ts')).mailStanding(context)
    const findings: Finding[] = [
      {about: 'circle', state: 'well', said: programVersion},
      {about: 'Node', state: 'well', said: `${process.versions.node} on ${process.platform} ${process.arch}`},
      ...(await gitFindings(context, root)),
      ...(isUnread ? [unreadFinding] : []),
      ...zones.findings,
      await editorFinding(context),
      {about: 'mail', ...mailed},
    ]
    return {
      show: [{table: findings.map(rowOf)}, ...adviceBlocks(findings)],
      json: {
        findings: findings.map(({about, state, said, advice}) => ({about, state, said, advice: advice ?? null})),
        zoneData: {node: process.versions.tz ?? null, system: zones.version ?? null, wrong: zones.wrong.map(({zone, ms, untilMs, node, system}) => ({zone, from: instantText(ms), until: untilMs === undefined ? null : instantText(untilMs), nodeMinutes: node, systemMinutes: system}))},
        mail,
      },
      status: findings.some(({state}) => state === 'ill') ? 1 : 0,
    }
  },
}

const unreadFinding: Finding = {about: 'the files', state: 'care', said: 'not all of this circle can be read, so its zones are not compared', advice: 'circle check says which, and what would be right'}

/** Undefined for a circle that cannot be read: `circle check` says why. */
function circleIn(root: string): Circle | undefined {
  try {
    return readShelf(root).circle
  } catch (error) {
    if (error instanceof Fault && error.kind === 'unsound') return undefined
    throw error
  }
}

function rowOf({about, state, said}: Finding): Cell[] {
  const words = {well: good('well'), care: warn('look'), ill: bad('ill')}
  return [words[state], about, said]
}

function adviceBlocks(findings: readonly Finding[]): Block[] {
  const advice = findings.flatMap(({about, advice: words}): Cell[][] => (words === undefined ? [] : [[about, words]]))
  return advice.length === 0 ? [] : ['', {table: advice}]
}

async function gitFindings(context: Context, root: string | undefined): Promise<Finding[]> {
  const version = await orIll('git', async () => {
    const said = (await gitText(context.folder, ['--version'])).replace(/^git version /, '')
    const [major = 0, minor = 0] = said.split('.').map(Number)
    const isOld = major < 2 || (major === 2 && minor < 36)
    return [{about: 'git', state: isOld ? 'care' : 'well', said, ...(isOld ? {advice: 'update it to 2.36 or newer: older ones cannot run the hooks of a commit in a sync'} : {})}]
  })
  if (version.some(({state}) => state === 'ill')) return version
  const repository = await orIll('repository', async () => {
    const {name, email} = await context.identity(root)
    return [
      name === undefined || email === undefined
        ? {about: 'you', state: 'care', said: 'git does not know your name and e-mail', advice: 'git config --global user.name "Your Name" && git config --global user.email you@example.org'}
        : {about: 'you', state: 'well', said: `${name} <${email}>`},
      ...(root === undefined ? [] : await sharingFindings(root)),
    ]
  })
  return [...version, ...repository]
}

/** What was found, or why git could not say. */
async function orIll(about: string, find: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await find()
  } catch (error) {
    if (!(error instanceof Fault) || error.kind !== 'git') throw error
    return [{about, state: 'ill', said: error.message, ...(error.hint === undefined ? {} : {advice: error.hint})}]
  }
}

async function sharingFindings(root: string): Promise<Finding[]> {
  const {repository} = roomOf(root)
  if (repository === undefined) return [{about: 'sharing', state: 'care', said: 'this circle is in no git repository', advice: 'git init && git add -A && git commit -m "Begin", then circle share <git-url>'}]
  const settings = await readSettings(repository.top)
  const url = settings.find(({name}) => /^remote\..*\.url$/.test(name))?.value
  const shared: Finding = url === undefined
    ? {about: 'sharing', state: 'care', said: 'with nobody yet', advice: 'circle share <git-url> connects it to a place that all can reach'}
    : {about: 'sharing', state: 'well', said: `through ${shownUrl(url)}`}
  if (url === undefined || hasDriver(settings)) return [shared]
  const other = settingOf(settings, 'merge.circle.driver') === undefined ? 'is not set up in this clone' : 'is another than this version sets up'
  return [shared, {about: 'git merge', state: 'care', said: `circle's own merge ${other}`, advice: 'circle sync sets it up'}]
}

function zoneFindings(circle: Circle | undefined, context: Context): {findings: Finding[]; wrong: readonly Disagreement[]; version?: string} {
  const node = process.versions.tz ?? 'of an unknown version'
  const system = systemZones()
  if (system === undefined) return {findings: [{about: 'zone data', state: 'well', said: `Node's is ${node}; the system has none to compare it with`}], wrong: []}
  const {day} = wallOf('UTC', context.nowMs)
  const [from, to] = [resolveWall('UTC', addDays(day, -daysBack), '00:00').ms, resolveWall('UTC', addDays(day, daysAhead), '00:00').ms]
  const zones = circle === undefined ? [context.zone()] : zonesOf(circle)
  const unknown = zones.filter((zone) => !knowsZone(system, zone))
  if (unknown.length === zones.length) {
    return {findings: [{about: 'zone data', state: 'well', said: `Node's is ${node}; the system has none of ${listed(zones)} to compare it with`}], wrong: []}
  }
  const wrong = zones.flatMap((zone) => disagreement(system, zone, from, to) ?? [])
  const versions = `Node's is ${node}, the system's ${system.version ?? 'of an unknown version'}`
  const whose = circle === undefined ? 'your own zone' : 'the zones of this circle'
  const but = unknown.length === 0 ? '' : `; the system has no ${listed(unknown)}`
  const version = system.version === undefined ? {} : {version: system.version}
  if (wrong.length === 0) {
    return {findings: [{about: 'zone data', state: 'well', said: `${versions}; they agree on ${unknown.length === 0 ? whose : `the others of ${whose}`}${but}`}], wrong, ...version}
  }
  const said = `${versions}; they differ in ${wrong.map(disagreementWords).join(', ')}${but}`
  const advice = `hours in ${counted(wrong.length, 'zone')} may be shown wrong here: the newer data is right. Update Node, or whichever is older.`
  return {findings: [{about: 'zone data', state: 'care', said, advice}], wrong, ...version}
}

/** `America/Vancouver from 2026-11-01 (UTC-8 here, UTC-7 there)`, `Europe/Chisinau on 2026-10-25 for 1 hour (…)`. */
function disagreementWords({zone, ms, untilMs, node, system}: Disagreement): string {
  const {day} = wallOf('UTC', ms)
  const hours = untilMs === undefined ? Infinity : (untilMs - ms) / 3_600_000
  const span = hours < 24 ? `on ${day} for ${counted(hours, 'hour')}` : `from ${day}`
  return `${zone} ${span} (${offset(node)} here, ${offset(system)} there)`
}

/** Every zone that a circle names, each once. */
function zonesOf({charter, members, gatherings, polls}: Circle): string[] {
  const named = [
    charter.timezone, ...Object.values(charter.rhythms ?? {}).map(({timezone}) => timezone),
    ...[...members.values()].map(({timezone}) => timezone), ...[...gatherings.values(), ...polls.values()].map(({shared}) => shared.timezone),
  ]
  return [...new Set(named.filter((zone) => zone !== undefined))].toSorted()
}

/** `UTC+5:30` for 330 minutes. */
function offset(minutes: number): string {
  const whole = Math.abs(Math.round(minutes))
  const rest = whole % 60
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(whole / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

async function editorFinding(context: Context): Promise<Finding> {
  const {editorOf} = await import('../terminal/editor.ts')
  const editor = await editorOf(context)
  if (editor !== undefined) return {about: 'editor', state: 'well', said: editor.join(' ')}
  return {about: 'editor', state: 'care', said: 'none is set', advice: 'for longer notes, name one: export EDITOR=nano'}
}
