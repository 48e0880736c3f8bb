import {existsSync} from 'node:fs'
import {basename, join} from 'node:path'
import {addDays} from '../../model/day.ts'
import type {Day} from '../../model/day.ts'
import {Fault} from '../../model/fault.ts'
import {forms} from '../../model/forms.ts'
import {readPerson} from '../../model/members.ts'
import type {Person} from '../../model/members.ts'
import type {PlainMap} from '../../model/node.ts'
import type {When} from '../../model/when.ts'
import {shortDay} from '../../schedule/words.ts'
import {findCircle} from '../../store/find.ts'
import {charterPath, kinds} from '../../store/kinds.ts'
import {render} from '../../store/yaml/render.ts'
import {finishEarlier} from '../at-rest.ts'
import {addWorkflows, workflowBlocks, workflowsFor, workflowsJson, writeAbove} from '../ci.ts'
import type {Workflows} from '../ci.ts'
import type {CommonFlags, FreeChange, FreeCommand, Input} from '../command.ts'
import type {Context} from '../context.ts'
import {firstDayFrom, firstGatherings, offRhythm} from '../first-dates.ts'
import {companionFiles, foundingRecords} from '../found.ts'
import type {Founding} from '../found.ts'
import {whenWords} from '../gathering-words.ts'
import {requirePlace} from '../root.ts'
import {settingIn} from '../setting.ts'
import {allFormats, shippedFormat, shippedFormatIds, shippedTemplate} from '../shipped.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, steps, strong} from '../terminal/lines.ts'
import {wayTo} from '../shell-word.ts'
import {formed, list, oneLine, whenTyped} from '../typed.ts'

const contentFlags = ['name', 'purpose', 'format', 'timezone', 'starts', 'repeats', 'lasts', 'place', 'link', 'promise', 'member']
const usualPromises = ['What is said here stays here.', "We come prepared, and tell the others when we can't come."]
const usualPurpose = 'Learn from each other, as equals.'

export const command: FreeCommand = {
  free: async (context, input, flags) => {
    const root = typeof input.dir === 'string' ? context.path(input.dir) : context.folder
    const untold = contentFlags.every((flag) => input[flag] === undefined)
    const there = input.ci === undefined || !untold ? undefined : circleThere(root, input)
    if (there !== undefined) return workflowsOnly(there, input, context)
    await finishEarlier(root, context)
    refuseSecondCircle(root)
    const workflows = input.ci === undefined ? undefined : await workflowsFor(root, sourceOf(input))
    const asks = context.asks && untold
    if (untold && !asks && !flags.yes) throw new Fault('usage', 'nothing says what to found, and there is no terminal to ask at', {hint: 'give --name, --starts and the like, or --yes for a circle with the defaults'})
    const founding = asks ? await askFounding(context, root) : await flagFounding(context, root, input)
    const change = foundingChange(root, founding, asks ? await agreed(context, founding) : true, wayTo(context.path('.'), root))
    return workflows === undefined ? change : withWorkflows(change, root, workflows, flags)
  },
}

/** The circle that --ci alone means: the one in the folder named, else the one around this folder. */
function circleThere(root: string, {dir}: Input): string | undefined {
  return dir === undefined ? findCircle(root) : existsSync(join(root, charterPath)) ? root : undefined
}

function sourceOf({ci}: Input): string | undefined {
  return typeof ci === 'string' ? ci : undefined
}

async function workflowsOnly(root: string, input: Input, context: Context): Promise<FreeChange> {
  await finishEarlier(root, context)
  const change = await addWorkflows(root, sourceOf(input))
  if (change.root !== undefined) await finishEarlier(change.root, context)
  return change
}

/** A founding that lets a forge check the circle, too. A forge looks for workflows at the top of the repository alone. */
function withWorkflows(change: FreeChange, root: string, workflows: Workflows, {commit}: CommonFlags): FreeChange {
  const {top, writes, notes} = workflows
  const json = {...(change.json as object), ci: workflowsJson(workflows)}
  const told: FreeChange = {...change, json, notes: [...(change.notes ?? []), ...notes], show: [...(change.show ?? []), '', ...workflowBlocks(workflows)]}
  if (top === root) return {...told, writes: [...(change.writes ?? []), ...writes]}
  return {
    ...told,
    foreseen: [...(change.foreseen ?? []), ...writes.flatMap((write) => (write.kind === 'file' ? [`${write.path}, at the top of the repository`] : []))],
    next: async () => {
      await writeAbove(workflows, commit)
      return told
    },
  }
}

function refuseSecondCircle(root: string): void {
  if (existsSync(join(root, charterPath))) throw new Fault('refused', `there is already a circle in ${root}`, {hint: '`circle` shows how it stands; found another in another folder'})
  const around = findCircle(root)
  if (around !== undefined) throw new Fault('refused', `${root} lies inside the circle in ${around}`, {hint: 'found the new one in a folder outside of it'})
  requirePlace(root)
}

/** The change that founds a circle; files that are already there are left alone. */
function foundingChange(root: string, founding: Founding, go: boolean, way: string | undefined): FreeChange {
  if (!go) throw new Fault('interrupted', 'Nothing was written.')
  const format = shippedFormat(founding.format)
  const files = companionFiles(founding, shippedTemplate)
  const there = files.filter((file) => file.kind === 'file' && existsSync(join(root, file.path)))
  const writes = [...foundingRecords(founding, format), ...files.filter((file) => !there.includes(file))]
  const notes = [
    ...there.map((file) => `${file.kind === 'file' ? file.path : ''} was already there and is left as it is.`),
    ...[offRhythm(founding, firstGatherings(founding))].filter((remark) => remark !== undefined),
  ]
  return {
    root,
    writes,
    message: `Found circle ${founding.id}`,
    notes,
    show: foundedBlocks(root, founding, way),
    foreseen: summary(founding),
    json: {circle: {dir: root, id: founding.id, name: founding.name, timezone: founding.timezone}, files: writes.flatMap((write) => (write.kind === 'file' ? [write.path] : []))},
  }
}

function foundedBlocks(root: string, founding: Founding, way: string | undefined): Block[] {
  return [
    [strong(founding.name), ` is founded, in ${root}.`],
    ...summary(founding),
    '',
    'Next:',
    steps([
      ...(way === undefined ? [] : [[`cd ${way}`, 'go there'] as const]),
      ['circle', 'shows how things stand'],
      ['circle member add "Bo Ek <bo@example.org>"', 'brings somebody in'],
      founding.starts === undefined ? ['circle schedule add "next friday 19:00"', 'plans the first gathering'] : ['circle agenda', 'draws up the first agenda'],
      ['circle ics', 'makes the calendar file'],
      ['circle share <git-url>', 'shares it with the others'],
    ]),
    '',
    faint('All of it is plain text: whoever can read this folder, or a copy of it on a server, can read it all.'),
  ]
}

function summary(founding: Founding): Block[] {
  return [
    {
      table: [
        ...dateRows(founding),
        ...(founding.place === undefined ? [] : [['where', founding.place]]),
        ...(founding.link === undefined ? [] : [['link', founding.link]]),
        ['members', founding.people.map(({name}) => name).join(', ')],
      ],
      indent: 2,
    },
  ]
}

/** How often, and the first three dates. */
function dateRows(founding: Founding): string[][] {
  const [first, ...then] = firstGatherings(founding)
  if (first === undefined) return [['gathers', 'no date yet']]
  return [
    ['gathers', `${founding.repeats ?? 'once'} (${founding.timezone})`],
    ['first', whenWords(first)],
    ...(then.length === 0 ? [] : [['then', then.map(({start: {day}}) => `${shortDay(day)} ${day.slice(0, 4)}`).join(', ')]]),
  ]
}

async function flagFounding(context: Context, root: string, input: Input): Promise<Founding> {
  const timezone = formed(input.timezone, '--timezone', forms.zone) ?? context.zone()
  const setting = settingIn(context, timezone)
  const format = formatTyped(oneLine(input.format) ?? 'study-circle')
  const starts = typeof input.starts === 'string' ? await whenTyped(input.starts, setting) : undefined
  const repeats = formed(input.repeats, '--repeats', forms.repeats)
  if (repeats !== undefined && starts === undefined) throw new Fault('usage', '--repeats says how often, but not from when', {hint: 'add --starts "2026-11-27 19:00"'})
  const founder = await founderOf(context)
  const people = distinctPeople(list(input.member).map((person) => readPerson(oneLine(person)!)))
  if (people.length === 0 && founder === undefined) throw new Fault('usage', 'who founds the circle? git knows no name here', {hint: 'add --member "Ann Ek <ann@example.org>"'})
  return {
    id: context.randomId(8),
    name: oneLine(input.name) ?? nameFrom(root),
    purpose: purposeTyped(input.purpose) ?? usualPurpose,
    promises: input.promise === undefined ? usualPromises : list(input.promise).map((promise) => oneLine(promise)!),
    format,
    timezone,
    founded: setting.today,
    ...(starts === undefined ? {} : {starts}),
    ...(repeats === undefined ? {} : {repeats}),
    ...optional('lasts', formed(input.lasts, '--lasts', forms.duration) ?? usualLength(format, starts)),
    ...optional('place', oneLine(input.place)),
    ...optional('link', formed(input.link, '--link', forms.link)),
    people: people.length > 0 ? people : [founder!],
  }
}

function optional<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({[key]: value} as Partial<Record<K, string>>)
}

function usualLength(format: string, starts: When | undefined): string | undefined {
  return starts?.time === undefined ? undefined : (shippedFormat(format).lasts ?? '2h')
}

/** What the circle is for: any number of lines, but not none. */
function purposeTyped(typed: Input[string]): string | undefined {
  const text = typeof typed === 'string' ? typed.trim() : undefined
  if (text === '') throw new Fault('usage', '--purpose is an empty text', {hint: 'write a sentence, or leave the flag out'})
  return text
}

function formatTyped(typed: string): string {
  const ids = shippedFormatIds()
  if (ids.includes(typed)) return typed
  throw new Fault('usage', `no format is called ${typed}`, {hint: `choose one of ${ids.join(', ')}; one of your own can come later, in formats/`})
}

/** The name and address that git knows, if they make a member. */
async function founderOf(context: Context): Promise<Person | undefined> {
  const {name, email} = await context.identity()
  if (name === undefined || name.trim() === '' || /[<>\n]/.test(name)) return undefined
  return email !== undefined && forms.email.fault(email) === undefined ? {name: name.trim(), email} : {name: name.trim()}
}

function nameFrom(root: string): string {
  const words = basename(root).replace(/[-_.]+/g, ' ').trim()
  return words === '' ? 'Our circle' : words.charAt(0).toUpperCase() + words.slice(1)
}

/** Eight questions at most, each with a default that will do. */
async function askFounding(context: Context, root: string): Promise<Founding> {
  const {askChoice, askLine} = await import('../terminal/prompts.ts')
  const timezone = context.zone()
  const setting = settingIn(context, timezone)
  const inAWeek = addDays(setting.today, 7)
  const filled = (what: string) => (text: string) => (text === '' ? `${what} is needed` : undefined)
  const name = await askLine({message: 'What is the circle called?', default: nameFrom(root), fault: filled('a name')})
  const purpose = await askLine({message: 'What is it for, in a sentence?', default: usualPurpose, fault: filled('a purpose')})
  const choices = [...allFormats(new Map())].map(([value, {name: title, purpose: about}]) => ({name: title, value, description: about.replace(/\n/g, ' ')}))
  const format = await askChoice('How do you want to run a gathering?', choices, 'study-circle')
  const repeats = await askLine({
    message: 'How often do you gather? (every 2 weeks on tuesday; once)',
    default: 'every week',
    fault: (text) => rhythmFault(text, inAWeek, timezone),
  })
  const firstAnswer = await askLine({
    message: `When first? (${timezone} time)`,
    default: `${firstDayFrom(inAWeek, repeats, timezone) ?? inAWeek} 19:00`,
    fault: (text) => whenTyped(text, setting).then(({day}) => (firstDayFrom(day, repeats, timezone) === undefined ? neverFalls : undefined), (error: Error) => error.message),
  })
  const starts = await whenTyped(firstAnswer, setting)
  const where = await askLine({message: 'Where? (a place, a link, or both; empty: not known yet)', fault: (text) => linkFault(whereIn(text).link)})
  const promises = await askLine({message: 'What do you promise each other? (; between promises)', default: usualPromises.join('; ')})
  const founder = await founderOf(context)
  const members = await askLine({
    message: 'Who founds it? (Ann Ek <ann@example.org>, Bo Ek)',
    ...(founder === undefined ? {} : {default: founder.email === undefined ? founder.name : `${founder.name} <${founder.email}>`}),
    fault: (text) => peopleFault(text),
  })
  return {
    id: context.randomId(8),
    name,
    purpose,
    promises: promises.split(';').map((promise) => promise.trim()).filter((promise) => promise !== ''),
    format,
    timezone,
    founded: setting.today,
    starts,
    ...(repeats === 'once' ? {} : {repeats}),
    ...optional('lasts', usualLength(format, starts)),
    ...whereIn(where),
    people: peopleIn(members),
  }
}

const neverFalls = 'the rhythm falls on no day within two years of that'

function rhythmFault(text: string, from: Day, zone: string): string | undefined {
  if (text === 'once') return undefined
  const fault = forms.repeats.fault(text)
  if (fault !== undefined) return `that ${fault}; try "every month on the 2nd tuesday"`
  return firstDayFrom(from, text, zone) === undefined ? 'that falls on no day within two years' : undefined
}

/** A place, a link, or both in one answer: `The library, https://meet.example.org/x`. */
function whereIn(text: string): {place?: string; link?: string} {
  const link = /\bhttps?:\S+/i.exec(text)?.[0]
  const place = (link === undefined ? text : text.replace(link, '')).replace(/^[\s,;]+|[\s,;]+$/g, '')
  return {...optional('place', place === '' ? undefined : place), ...optional('link', link)}
}

function linkFault(link: string | undefined): string | undefined {
  const fault = link === undefined ? undefined : forms.link.fault(link)
  return fault === undefined ? undefined : `the link ${fault}`
}

function peopleIn(text: string): Person[] {
  return distinctPeople(text.split(/[,;]/).filter((part) => part.trim() !== '').map(readPerson))
}

/** Throws a `usage` fault when two have one address: one person is one member. */
function distinctPeople(people: readonly Person[]): Person[] {
  const owners = new Map<string, string>()
  for (const {name, email} of people) {
    const owner = email === undefined ? undefined : owners.get(email.toLowerCase())
    if (owner !== undefined) throw new Fault('usage', `${name} has the same address as ${owner}: ${email}`, {hint: 'each member has an address of their own, or none'})
    if (email !== undefined) owners.set(email.toLowerCase(), name)
  }
  return [...people]
}

function peopleFault(text: string): string | undefined {
  try {
    return peopleIn(text).length === 0 ? 'at least one person is needed' : undefined
  } catch (error) {
    if (error instanceof Fault) return `${error.message}; ${error.hint}`
    throw error
  }
}

/** Shows what will be written, and asks. */
async function agreed(context: Context, founding: Founding): Promise<boolean> {
  const {askYes} = await import('../terminal/prompts.ts')
  const records = foundingRecords(founding, shippedFormat(founding.format))
  const charter = records.find((write) => write.kind === 'charter')!
  const members = records.flatMap((write) => (write.kind === 'member' ? [`members/${write.id}.yaml`] : []))
  const remark = offRhythm(founding, firstGatherings(founding))
  context.notes.blocks([
    '',
    strong('charter.yaml'),
    {text: render(charter.record as unknown as PlainMap, kinds.charter.schema)},
    '',
    `and ${members.join(', ')}, README.md, .gitattributes, .gitignore, schemas for editors in .circle/schema.`,
    '',
    ...summary(founding),
    ...(remark === undefined ? [] : [remark]),
  ])
  return askYes(`Found this circle?`)
}
