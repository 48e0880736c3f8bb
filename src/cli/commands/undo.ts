import {repositoryOf} from '../../git/carry.ts'
import {noName} from '../../git/run.ts'
import {undoMessage} from '../../git/undo.ts'
import {Fault} from '../../model/fault.ts'
import {instantText} from '../../schedule/instant.ts'
import {diskSource} from '../../store/source.ts'
import {circleCommand} from '../command.ts'
import type {Input, RecordWrite, Stage} from '../command.ts'
import {subject as fieldWords, valueWords} from '../conflict-words.ts'
import type {Hearing} from '../deed-clauses.ts'
import {authorWords, doingWords, momentWords} from '../deed-words.ts'
import {doingsOf} from '../deeds-of.ts'
import type {Doing} from '../deeds-of.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, strong} from '../terminal/lines.ts'
import {oneLine} from '../typed.ts'
import type {Outcome} from '../undo-files.ts'
import {requireNoWorse} from '../undo-judge.ts'
import {calledCommit, findUndoing} from '../undo-which.ts'
import type {Undoing} from '../undo-which.ts'

interface Answers {
  readonly undoing: Undoing
  /** What the commit did, in words. */
  readonly words: readonly string[]
  readonly moment: string
  readonly notes: readonly string[]
}

export const command = circleCommand<Answers>({
  answers: async (stage, input) => {
    const undoing = await found(stage, input)
    const {commit, outcomes, newer} = undoing
    const hearing = await hearingOf(stage)
    const doings = await doingsOf(repositoryIn(stage), [commit])
    refuseSent(undoing, doings)
    const words = doings.flatMap((doing) => doingWords(doing, hearing))
    const answers = {
      undoing, words, moment: momentWords(commit.time, hearing),
      notes: newer === undefined ? [] : [`The last thing done here, ${calledCommit(newer)}, is by ${authorWords(newer, hearing)}; this is the last of yours.`],
    }
    if (outcomes.some(({change}) => change === 'conflict')) {
      if (!stage.flags.json) throw undecided(stage, answers, hearing)
      return answers
    }
    requireNoWorse(diskSource(stage.shelf.root), outcomes, calledCommit(commit))
    return (await ask(stage, answers)) ? {...answers, notes: []} : answers
  },

  change: (_, {undoing: {commit, outcomes}, words, moment, notes}) => {
    const {oid, subject, time} = commit
    const conflicts = outcomes.flatMap((each) => (each.change === 'conflict' ? each.conflicts.map((conflict) => ({path: each.path, conflict})) : []))
    const about = {commit: oid, subject, when: instantText(time * 1000)}
    if (conflicts.length > 0) {
      return {
        status: 4,
        json: {undo: about, conflicts: conflicts.map(({path, conflict: {field, base, mine, theirs}}) => ({file: path, field, before: theirs ?? null, done: base ?? null, now: mine ?? null}))},
      }
    }
    return {
      writes: outcomes.flatMap(writeOf),
      message: undoMessage(subject, oid),
      show: ['Taken back:', ...aboutBlocks({commit, words, moment}), filesBlock(outcomes)],
      foreseen: ['This would be taken back:', ...aboutBlocks({commit, words, moment})],
      notes,
      json: {undo: about, files: outcomes.filter(({change}) => change !== 'none').map(({path, change}) => ({path, change}))},
    }
  },
})

function repositoryIn({shelf: {root}}: Pick<Stage, 'shelf'>): NonNullable<ReturnType<typeof repositoryOf>> {
  const repository = repositoryOf(root)
  if (repository !== undefined) return repository
  throw new Fault('missing', `${root} is in no git repository, so nobody has kept how it was before`, {hint: 'begin to keep it: git init && git add --all && git commit -m "Begin"'})
}

async function found(stage: Stage, input: Input): Promise<Undoing> {
  const {shelf: {root}, context} = stage
  const repository = repositoryIn(stage)
  const {email} = await context.identity(root)
  if (email === undefined) throw new Fault('git', noName[0], {hint: noName[1]})
  return findUndoing({repository, root, source: diskSource(root), email}, oneLine(input.commit))
}

/** Without the record of a mail that went out, it would go out again. */
function refuseSent({commit}: Undoing, doings: readonly Doing[]): void {
  const sent = doings.flatMap(({deeds}) => deeds).find(({deed}) => deed === 'invited' || deed === 'told of change' || deed === 'told of cancellation')
  if (sent === undefined || !('gathering' in sent)) return
  throw new Fault('refused', `${calledCommit(commit)} is not taken back: it says who was sent a mail, and a mail cannot be taken back`, {
    hint: `\`circle schedule cancel ${sent.gathering}\` and then \`circle invite ${sent.gathering}\` call it off; \`circle invite --again\` sends it once more. Something older: circle undo <commit>`,
  })
}

async function hearingOf({circle, setting: {today, timezone}, actor}: Stage): Promise<Hearing> {
  const you = await actor()
  return {circle, today, timezone, ...(you === undefined ? {} : {you})}
}

/** What was done, when, and what it is called in git. */
function aboutBlocks({commit, words, moment}: {readonly commit: Undoing['commit']; readonly words: readonly string[]; readonly moment: string}): Block[] {
  const said = words.length === 0 ? [commit.subject] : words
  return said.map((line, index): Block => ['  ', strong(line), ...(index === 0 ? [faint(` (${moment}, "${commit.subject}", ${commit.oid.slice(0, 7)})`)] : [])])
}

const becomes: Readonly<Record<Exclude<Outcome['change'], 'none' | 'conflict'>, string>> = {
  changed: 'without that change',
  restored: 'there again',
  removed: 'gone',
  emptied: 'kept, without what it said',
}

function filesBlock(outcomes: readonly Outcome[]): Block {
  return {table: outcomes.flatMap(({path, change}): Cell[][] => (change === 'none' || change === 'conflict' ? [] : [[name(path), becomes[change]]])), indent: 2}
}

/** Asks at a terminal, where Enter alone takes nothing back; `--yes` answers elsewhere. True when it has asked, and so said all. */
async function ask({context, flags}: Stage, answers: Answers): Promise<boolean> {
  if (flags.yes || flags.dryRun) return false
  const {commit, outcomes} = answers.undoing
  if (!context.asks) {
    throw new Fault('usage', `take back ${calledCommit(commit)}?`, {hint: 'add --yes, or look at it first with --dry-run'})
  }
  context.notes.blocks([...answers.notes, 'This would be taken back:', ...aboutBlocks({...answers, commit}), filesBlock(outcomes)])
  const {askYes} = await import('../terminal/prompts.ts')
  if (!(await askYes('Take it back?', false))) throw new Fault('interrupted', 'Nothing was changed.')
  return true
}

/** Lists what was changed again since; nothing is written. */
function undecided({context}: Stage, {undoing: {commit, outcomes}}: Answers, hearing: Hearing): Fault {
  const rows = outcomes.flatMap((each): Cell[][] => (each.change !== 'conflict' ? [] : each.conflicts.map((conflict) => {
    const what = fieldWords({file: each.path, conflict}, hearing)
    return [strong(what), conflict.field.length === 0 ? faint('changed since, or gone') : ['now: ', valueWords(conflict.mine)]]
  })))
  context.notes.blocks([{table: rows, indent: 2}])
  return new Fault('decide', `${calledCommit(commit)} is not taken back: what it did was changed since, and nothing is changed now`, {
    hint: 'change these by hand or with a command of its own, if they should be as they were. Something older: circle undo <commit>',
  })
}

function writeOf(outcome: Outcome): RecordWrite[] {
  if (outcome.change === 'none' || outcome.change === 'conflict') return []
  const {path, before, encoding} = outcome
  const coded = encoding === undefined ? {} : {encoding}
  if (outcome.change === 'removed') return [{kind: 'remove', path, before: outcome.before, ...coded}]
  const {text, onto} = outcome
  return [{kind: 'file', path, text, ...(before === undefined ? {fresh: true as const} : {before}), ...coded, onto}]
}
