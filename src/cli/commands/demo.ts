/** Founds a whole example circle in a new folder, and shows what the program makes of it. */
import {existsSync, readdirSync} from 'node:fs'
import {basename, join} from 'node:path'
import type {Circle} from '../../model/circle.ts'
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import {Fault} from '../../model/fault.ts'
import {counted} from '../../schedule/words.ts'
import {statsOf} from '../../store/disk.ts'
import {findCircle} from '../../store/find.ts'
import {finishEarlier} from '../at-rest.ts'
import type {Change, Command, FreeCommand, Input, Stage} from '../command.ts'
import type {Context} from '../context.ts'
import {founder} from '../demo/people.ts'
import {recordsOf} from '../demo/founding.ts'
import {juntoYear} from '../demo/year.ts'
import {problemsOf} from '../problems.ts'
import {requirePlace} from '../root.ts'
import {wayTo} from '../shell-word.ts'
import {shippedFormat, shippedTemplate} from '../shipped.ts'
import type {Block} from '../terminal/lines.ts'
import {faint, good, name, section, strong} from '../terminal/lines.ts'

const usualFolder = 'junto-demo'

export const command: FreeCommand = {
  free: async (context, input) => {
    const root = typeof input.dir === 'string' ? await named(context.path(input.dir), context) : free(context.folder)
    const around = findCircle(root)
    if (around !== undefined) throw new Fault('refused', `${root} lies inside the circle in ${around}`, {hint: 'name a folder outside of it: circle demo /tmp/junto'})
    const circle = juntoYear({nowMs: context.nowMs, id: context.randomId(8), format: shippedFormat('junto')})
    const {name: called, email} = circle.members.get(founder)!
    return {
      root,
      ownRepository: {name: called, email: email!},
      writes: recordsOf(circle, shippedTemplate),
      message: `Found circle ${circle.charter.id}`,
      next: (stage) => tour(stage, typeof input.dir !== 'string' && basename(root) !== usualFolder),
    }
  },
}

/** The folder that was named, if it is new or empty. */
async function named(root: string, context: Context): Promise<string> {
  requirePlace(root)
  await finishEarlier(root, context)
  if (isNew(root)) return root
  throw new Fault('refused', `${root} is not empty`, {hint: 'name a folder that is not there yet: circle demo /tmp/junto'})
}

/** The usual folder, or the first after it that is new. */
function free(folder: string): string {
  for (let number = 1; ; number += 1) {
    const root = join(folder, number === 1 ? usualFolder : `${usualFolder}-${number}`)
    if (isNew(root)) return root
  }
}

function isNew(root: string): boolean {
  const stats = statsOf(root)
  return stats === undefined || (stats.isDirectory() && readdirSync(root).every((name) => name === '.git' && isUnborn(join(root, name))))
}

/** True for a repository that holds nothing yet, as a kill may leave it. */
function isUnborn(gitDir: string): boolean {
  const heads = join(gitDir, 'refs', 'heads')
  return statsOf(heads)?.isDirectory() === true && readdirSync(heads).length === 0 && !existsSync(join(gitDir, 'index'))
}

/** Runs the commands that a newcomer would run first, and shows what each shows. */
async function tour(stage: Stage, again: boolean): Promise<Change> {
  const {shelf, circle, context, flags} = stage
  const problems = problemsOf(shelf.source, shelf.reading)
  if (problems.length > 0) throw new Fault('unsound', `the example is not sound: ${problems[0]!.message}`, {place: problems[0]!, hint: 'this is a fault of the program, not yours; please report it'})
  const seen: Stage = {...stage, actor: async () => founder}
  const status = await decided(import('./status.ts'), seen)
  const agenda = await decided(import('./agenda.ts'), seen)
  const ics = await decided(import('./ics.ts'), seen)
  const isCommitted = flags.commit
  return {
    show: [
      [strong(circle.charter.name), ` is founded, in ${shelf.root}.`],
      countsLine(circle),
      [good('All sound'), isCommitted ? ', and all of it committed to a git repository of its own.' : '; not committed.'],
      ...section(`$ circle --as ${founder}`, status.show ?? []),
      ...section('$ circle agenda', [{text: agenda.file ?? ''}]),
      ...section('$ circle ics', ics.show ?? []),
      ...section('Try next', nextBlocks(circle, shelf.root, context)),
    ],
    notes: [
      ...(again ? [`${usualFolder} was there already, so this one is in ${basename(shelf.root)}.`] : []),
      ...[status, agenda, ics].flatMap(({notes = []}) => notes),
    ],
    exports: ics.exports ?? [],
    json: {dir: shelf.root, status: status.json, agenda: agenda.json, ics: ics.json},
  }
}

/** What a command decides on the example, run without arguments. */
async function decided(loaded: Promise<{command: Command}>, stage: Stage, input: Input = {}): Promise<Change> {
  const {command: one} = await loaded
  if ('free' in one) throw new Fault('usage', 'this command needs no circle', {hint: 'run it by itself'})
  return one.change(stage.circle, await one.answers(stage, input), stage.setting)
}

function countsLine(circle: Circle): Block {
  const pages = [...circle.gatherings.values()].map(({shared}) => shared)
  const among = (status: string): number => pages.filter((page) => page.status === status).length
  const made = commitmentsOf(circle).map(({commitment}) => stateOf(commitment))
  const so = (state: string): number => made.filter((each) => each === state).length
  return faint(
    `${counted(circle.members.size, 'member')}; a year of gatherings: ${among('held')} held, ${pages.filter((page) => page.when !== undefined).length} of them moved, ${among('cancelled')} cancelled; ` +
      `commitments: ${so('done')} kept, ${so('dropped')} dropped, ${so('open')} open.`,
  )
}

function nextBlocks(circle: Circle, root: string, context: Context): Block[] {
  const open = commitmentsOf(circle).find(({member, commitment}) => member === founder && stateOf(commitment) === 'open')
  const at = wayTo(context.path('.'), root)
  const rows = [
    ...(at === undefined ? [] : [[`cd ${at}`, 'go there']]),
    [`circle gather last --as ${founder}`, 'log last Friday, which nobody has yet'],
    ...(open === undefined ? [] : [[`circle done ${open.id}`, 'keep a commitment']]),
    ['circle schedule move next "next thursday 18:00"', 'and see `circle agenda` and `circle ics` follow'],
    ['circle log', 'the year so far'],
    ['circle init ../our-circle', 'found your own'],
  ].map(([words, about]) => [name(words!), about!])
  return [
    {table: rows, indent: 2},
    ...(context.env.npm_lifecycle_event === undefined ? [] : ['', faint('If your shell does not know `circle` yet: run `npm link` once, here.')]),
  ]
}
