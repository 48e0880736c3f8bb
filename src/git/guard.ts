/** Ends a process of git's, and what it started, at its limit or when the person says stop. */
import type {ChildProcess} from 'node:child_process'

export interface Guard {
  /** Why the process was ended from here; undefined when it was not. */
  readonly reason: () => 'late' | 'interrupted' | undefined
  /** To be called when the process and its output have ended. */
  readonly release: () => void
}

/** How long git has to take its own lock files away before it is killed. */
const graceMs = 1000
/** How long what git left running may hold its output open. */
const tailMs = 3000

/**
 * Watches over `child`. `isGroup`: it leads a process group of its own, which Ctrl-C does not reach and this has to end.
 * `holds`: a stop ends the child, and this program goes on when it has ended, so that it can clear up. `limitMs` 0: no limit.
 */
export function guard(child: ChildProcess, {limitMs, isGroup, holds}: {limitMs: number; isGroup: boolean; holds: boolean}): Guard {
  let reason: 'late' | 'interrupted' | undefined
  const timers: NodeJS.Timeout[] = []
  const after = (ms: number, act: () => void): void => void timers.push(setTimeout(act, ms))
  const send = (signal: NodeJS.Signals): void => signalTo(child, signal, isGroup)
  const end = (): void => {
    send('SIGTERM')
    after(graceMs, () => {
      send('SIGKILL')
      closeAfter()
    })
  }
  // A process that left the group may hold the output open; what was printed so far is read first.
  const closeAfter = (): void => after(graceMs, () => {
    child.stdout?.destroy()
    child.stderr?.destroy()
  })
  const stop = (): void => {
    if (reason === 'interrupted') send('SIGKILL')
    else {
      reason = 'interrupted'
      end()
    }
  }
  const atExit = (): void => send('SIGKILL')
  if (limitMs > 0) {
    after(limitMs, () => {
      // Git itself is done; only its output is still held open.
      if (child.exitCode === null && child.signalCode === null) reason ??= 'late'
      end()
    })
  }
  if (holds) for (const signal of stopping) process.on(signal, stop)
  if (isGroup) {
    process.once('exit', atExit)
    child.once('exit', () => after(tailMs, () => {
      send('SIGKILL')
      closeAfter()
    }))
  }
  return {
    reason: () => reason,
    release: () => {
      // Git has ended as it was told; a helper of its own may not have.
      if (isGroup && reason !== undefined) send('SIGKILL')
      for (const timer of timers) clearTimeout(timer)
      for (const signal of stopping) process.removeListener(signal, stop)
      process.removeListener('exit', atExit)
    },
  }
}

const stopping = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function signalTo(child: ChildProcess, signal: NodeJS.Signals, isGroup: boolean): void {
  if (child.pid === undefined) return
  if (!isGroup) {
    child.kill(signal)
    return
  }
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    // All of the group is gone already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
