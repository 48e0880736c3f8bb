/** How git may behave while it talks to another machine: who may be asked, and how long it may take. */
import {Fault} from '../model/fault.ts'
import type {GitOptions} from './run.ts'
import {settingOf} from './settings.ts'
import type {Setting} from './settings.ts'
import {silentFault} from './trouble.ts'
import type {Peer} from './trouble.ts'

export interface Manner {
  /** True when a person is at the terminal: git and ssh may ask them for passwords. */
  readonly asks: boolean
  /** Milliseconds until it is given up, in place of the usual limit; CIRCLE_NETWORK_LIMIT counts more. */
  readonly limitMs?: number
}

/** Milliseconds that a call may take where nobody says otherwise. A person types passwords, and can press Ctrl-C. */
const usualMs = {call: {alone: 120_000, asked: 600_000}, clone: {alone: 600_000, asked: 1_800_000}}

/** All statuses that git gives when it did not do as asked; what it printed says why. */
const failures = [1, 2, 128, 129]

/**
 * The options of a call that goes over the network. Off a terminal nothing asks for anything, and all that git started
 * ends at the limit; at one git stays in the terminal's own group, so that ssh can ask and Ctrl-C reaches it.
 */
export function networkOptions(peer: Peer, {asks, limitMs: wanted}: Manner, settings: readonly Setting[], kind: 'call' | 'clone' = 'call'): GitOptions {
  const limitMs = limitFrom(process.env.CIRCLE_NETWORK_LIMIT) ?? wanted ?? usualMs[kind][asks ? 'asked' : 'alone']
  return {asks, limitMs, ownGroup: !asks, accept: failures, env: asks ? {} : silentSsh(settings, process.env), late: () => silentFault(limitMs, peer)}
}

/** Milliseconds from seconds in text; undefined when it is not set. Zero: no limit. Throws a `usage` fault for what is no number. */
export function limitFrom(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const seconds = /^\d{1,6}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(seconds)) throw new Fault('usage', `CIRCLE_NETWORK_LIMIT is not a number of seconds: ${text}`, {hint: 'write one such as 120, or unset it'})
  return seconds * 1000
}

/** Ssh that asks nothing, unless the user has chosen how ssh is called. */
function silentSsh(settings: readonly Setting[], env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen = env.GIT_SSH_COMMAND || env.GIT_SSH || settingOf(settings, 'core.sshcommand')
  return chosen ? {} : {GIT_SSH_COMMAND: 'ssh -o BatchMode=yes'}
}
