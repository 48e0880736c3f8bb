/** How far a run of mails is: a bar at a terminal that can draw one, a line for each mail elsewhere. */
import type {Circle} from '../../model/circle.ts'
import {shortName} from '../../model/members.ts'
import type {CommonFlags} from '../command.ts'
import type {Context} from '../context.ts'
import type {Composed} from './compose.ts'
import type {Progress, Result} from './send.ts'
import {verbs} from './words.ts'

const barWidth = 24

/** On stderr; nothing with --quiet or --json. `end` takes the bar away. */
export function progressOf({stderr, notes, env}: Pick<Context, 'stderr' | 'notes' | 'env'>, {quiet, json}: Pick<CommonFlags, 'quiet' | 'json'>, {members}: Circle, total: number): Progress & {readonly end: () => void} {
  const called = ({mail}: Composed): string => mail.to.map(({member}) => shortName(members, member)).join(', ')
  if (quiet || json) return {begins: () => undefined, ended: () => undefined, end: () => undefined}
  if (stderr.isTTY !== true || env.TERM === 'dumb') {
    const told = ({need, outcome}: Result): string => `${shortName(members, need.member)}: ${outcome === 'sent' || outcome === 'unsure' ? verbs[outcome] : 'not sent'}`
    return {begins: () => undefined, ended: (done, results) => notes.blocks([`${done} of ${total}  ${results.map(told).join(', ')}`]), end: () => undefined}
  }
  const draw = (done: number, words: string): void => {
    const full = Math.round((done / total) * barWidth)
    notes.passing(`${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${done} of ${total}  ${words}`)
  }
  return {begins: (done, composed) => draw(done, called(composed)), ended: (done) => draw(done, ''), end: () => notes.passing()}
}
