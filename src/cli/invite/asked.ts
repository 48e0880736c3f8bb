/** What was asked for on the command line of `circle invite`. */
import {join} from 'node:path'
import {Fault} from '../../model/fault.ts'
import {membersNamed} from '../../model/members.ts'
import type {Input, Stage} from '../command.ts'
import {outTyped} from '../out.ts'
import {list, oneLine} from '../typed.ts'

/** Where the mails go: to files in a folder (absolute), to standard output, or to the members. */
export type Way = {readonly way: 'files'; readonly folder: string} | {readonly way: 'print'} | {readonly way: 'send'}

/** What was asked for, whole. */
export interface Asked {
  readonly way: Way
  /** Members named with --to; absent: all who need something. */
  readonly to?: readonly string[]
  readonly again: boolean
  readonly together: boolean
  readonly pauseMs: number
}

/** The folder of written mails, in the circle's own; git does not commit it. */
const usualFolder = 'invitations'

/** Throws a `usage` fault for flags that do not go together, `unknown` for a member that is none. */
export function askedFor(stage: Pick<Stage, 'circle' | 'shelf' | 'context'>, input: Input): Asked {
  const named = list(input.to)
  if (named.length > 0 && input.all === true) throw new Fault('usage', '--to names some and --all means all', {hint: 'leave one of them out'})
  if (input.to !== undefined && named.every((each) => each.trim() === '')) throw new Fault('usage', '--to names nobody', {hint: 'write --to bo,cy'})
  return {
    way: wayIn(stage, input),
    ...(named.length === 0 ? {} : {to: membersNamed(stage.circle.members, named)}),
    again: input.again === true,
    together: input.together === true,
    pauseMs: pauseIn(oneLine(input.pause)),
  }
}

function wayIn(stage: Pick<Stage, 'shelf' | 'context'>, input: Input): Way {
  const given = ['out', 'print', 'send'].filter((flag) => input[flag] !== undefined)
  if (given.length > 1) throw new Fault('usage', `--${given[0]} and --${given[1]} are two ways for one mail`, {hint: 'choose one'})
  if (input.pause !== undefined && input.send !== true) throw new Fault('usage', '--pause is a pause between mails that are sent', {hint: 'give it with --send'})
  if (input.send === true) return {way: 'send'}
  if (input.print === true) return {way: 'print'}
  if (input.out === undefined) return {way: 'files', folder: join(stage.shelf.root, usualFolder)}
  const folder = outTyped(stage, input.out)
  return folder === undefined ? {way: 'print'} : {way: 'files', folder}
}

/** `2s`, `500ms`, `1min`, or seconds; one second when absent. */
function pauseIn(typed: string | undefined): number {
  if (typed === undefined) return 1000
  const parts = /^(\d{1,4}(?:\.\d+)?) ?(ms|s|min)?$/.exec(typed)
  const ms = parts === null ? Number.NaN : Number(parts[1]) * {ms: 1, s: 1000, min: 60_000}[(parts[2] ?? 's') as 'ms' | 's' | 'min']
  if (Number.isNaN(ms) || ms > 600_000) throw new Fault('usage', `--pause is no time up to ten minutes: ${typed}`, {hint: 'write --pause 2s'})
  return ms
}
