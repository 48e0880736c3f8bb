/** Logging a gathering at a terminal: asks, keeps every answer, shows what it comes to, and lets it be changed. */
import {findRepository, isBroken} from '../../git/find.ts'
import {commitmentsOf, stateOf} from '../../model/commitments.ts'
import {Fault} from '../../model/fault.ts'
import type {Gathering} from '../../schedule/gatherings.ts'
import type {Stage} from '../command.ts'
import {whenWords} from '../gathering-words.ts'
import {pageOf} from '../scheduled.ts'
import {faint, name, strong} from '../terminal/lines.ts'
import {askChoice, askYes, isStopped} from '../terminal/prompts.ts'
import {logged} from './decision.ts'
import {nothingSaved, notNow} from './draft.ts'
import type {Answers, Draft, Saved} from './draft.ts'
import {addressOf} from './ask-words.ts'
import {keptBlocks} from './kept.ts'
import {plannedAgenda, questions} from './questions.ts'
import type {Desk, Question} from './questions.ts'
import {nothingTold} from './told.ts'
import type {Fate, Told} from './told.ts'

/**
 * Asks everything there is to ask about a gathering, or goes on where an earlier run was cut off. Throws `interrupted`
 * when the person stops, or decides to write later; what they typed is kept then.
 */
export async function askGathering(stage: Stage, one: Gathering, draft: Draft): Promise<Told> {
  await requireCommittable(stage)
  try {
    return await ask(stage, one, draft)
  } catch (error) {
    if (!isStopped(error) && !(error instanceof Fault && error.kind === 'interrupted')) throw error
    // The editor has said what is kept of it.
    if (error instanceof Fault && error.message !== notNow) throw error
    // What was put aside for something that was given up at once is what there is to go on with.
    if (!draft.begun()) draft.asides()[0]?.takeUp()
    if (!draft.begun()) throw new Fault('interrupted', 'Cancelled. Nothing was written.', {cause: error})
    const offers = draft.asides().length === 0 ? 'goes on with it' : 'goes on with it, or with what was put aside'
    throw new Fault('interrupted', 'Cancelled. Nothing was written to the circle, and what you typed is kept.', {hint: `\`circle gather ${one.id}\` ${offers}; with --discard-draft it is thrown away`, cause: error})
  }
}

/** What would stop the commit is said before the questions, not after them. */
async function requireCommittable({shelf, flags}: Stage): Promise<void> {
  const repository = flags.commit ? findRepository(shelf.root) : undefined
  if (repository === undefined || isBroken(repository)) return
  const [{readSettings, requireIdentity}, {requireIdle}] = await Promise.all([import('../../git/settings.ts'), import('../../git/state.ts')])
  await requireIdle(repository)
  requireIdentity(await readSettings(repository.top))
}

async function ask(stage: Stage, one: Gathering, draft: Draft): Promise<Told> {
  const {notes} = stage.context
  notes.blocks([[one.status === 'held' ? 'Adding to ' : 'Logging ', strong(one.title), ', ', whenWords(one), ' (', name(one.id), ')']])
  const {view, text} = plannedAgenda(stage, one)
  const desk = deskOf({stage, one, draft, view, agenda: text}, await begin(stage, one, draft))
  for (const question of questions) if (!desk.saved().answered.includes(question.key)) await question.ask(desk)
  for (;;) {
    const told = toldBy(stage, one, desk.saved().answers)
    const change = logged(stage.circle, one.id, told, {...stage.setting, newId: previewIds()}, 'preview')
    notes.blocks(['', ...(change.show ?? []), ''])
    const next = await askChoice<'write' | 'later' | Question>('Write it?', [
      {name: 'Yes, write it', value: 'write'},
      ...questions.filter(({applies}) => applies?.(desk) ?? true).map((question) => ({name: `Change ${question.about}`, value: question})),
      {name: 'Not now: keep what I typed for later', value: 'later'},
    ])
    if (next === 'write') return told
    if (next === 'later') throw new Fault('interrupted', notNow)
    await next.ask(desk)
  }
}

/** Ids are given when it is written; those of a preview are not shown. */
function previewIds(): () => string {
  let count = 0
  return () => `new-${(count += 1)}`
}

/** What an earlier run left, if the person wants to go on with it. */
async function begin({context, circle}: Stage, one: Gathering, draft: Draft): Promise<Saved> {
  const left = draft.read()
  const show = (words: string, saved: Saved, page: string | undefined): void => {
    const kept = keptBlocks(circle, saved, page)
    context.notes.blocks([`${words} What you typed is kept${kept.length === 0 ? '.' : ':'}`, ...kept])
  }
  if (left !== undefined) {
    show('An earlier run was cut off.', left, draft.readPage())
    if (await askYes('Go on with it?', true)) return left
  }
  for (const aside of draft.asides()) {
    show('A run before that was put aside.', aside.saved, aside.page)
    if (await askYes('Go on with that one?', true)) {
      aside.takeUp()
      return aside.saved
    }
  }
  if (left === undefined) return nothingSaved
  draft.putAside()
  context.notes.blocks([faint(`It is put aside until this one is written; till then \`circle gather ${one.id}\` offers it again.`)])
  return nothingSaved
}

function deskOf(parts: Pick<Desk, 'stage' | 'one' | 'draft' | 'view' | 'agenda'>, start: Saved): Desk {
  let saved = start
  const save = (next: Saved, careful = true): void => {
    saved = next
    parts.draft.save(saved, careful)
  }
  return {
    ...parts,
    saved: () => saved,
    keep: (answers: Answers, done) => {
      const {typing: _, ...rest} = saved
      save({...rest, answers: {...saved.answers, ...answers}, answered: done === undefined || saved.answered.includes(done) ? saved.answered : [...saved.answered, done]})
    },
    keepPrefilled: (prefilled) => save({...saved, prefilled}),
    typing: (question) => (text) => save({...saved, typing: {question, text}}, false),
    typed: (question) => (saved.typing?.question === question && saved.typing.text !== '' ? saved.typing.text : undefined),
  }
}

/** The answers as what is told: whoever was on the page and is not ticked any more was not there. */
function toldBy(stage: Stage, one: Gathering, answers: Answers): Told {
  const page = pageOf(stage.circle, one)
  // While a draft lay, somebody else may have taken something out, or said what became of it: that stands.
  const open = commitmentsOf(stage.circle).filter(({commitment}) => stateOf(commitment) === 'open').map(addressOf)
  const {present = [], regrets = [], guests = [], roles = {}} = answers
  const listed = [...(page.present ?? []), ...(page.regrets ?? [])]
  const gone = Object.keys(page.roles ?? {}).filter((role) => !Object.hasOwn(roles, role))
  return {
    ...nothingTold,
    held: true,
    ...(answers.topic === undefined ? {} : {topic: answers.topic}),
    ...(answers.notes === undefined || answers.notes === (page.notes ?? '') ? {} : {notes: answers.notes}),
    present,
    regrets: regrets.filter((id) => !present.includes(id)),
    absent: listed.filter((id) => !present.includes(id) && !regrets.includes(id)),
    guests,
    strangers: (page.guests ?? []).filter((guest) => !guests.includes(guest)),
    roles: {...Object.fromEntries(gone.map((role) => [role, undefined])), ...roles},
    removed: (answers.removed ?? []).filter((id) => Object.hasOwn(page.decisions ?? {}, id) || open.includes(id)),
    decisions: (answers.decisions ?? []).map((text) => ({text})),
    commitments: (answers.promises ?? []).map(({member, ...commitment}) => ({member, commitment})),
    fates: (answers.fates ?? []).filter(({id}) => open.includes(id)).flatMap(({id, became, why}): Fate[] => (became === 'done' ? [{id, became}] : became === 'dropped' ? [{id, became, why: why ?? ''}] : [])),
    pages: takenHome(answers.takeaways ?? []),
  }
}

/** Several lines of one member are one takeaway. */
function takenHome(takeaways: NonNullable<Answers['takeaways']>): Told['pages'] {
  const pages: Record<string, {takeaway: string}> = {}
  for (const {member, takeaway} of takeaways) pages[member] = {takeaway: pages[member] === undefined ? takeaway : `${pages[member].takeaway}\n${takeaway}`}
  return pages
}
