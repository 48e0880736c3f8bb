/** What a refused push means: somebody was first, or why the remote would not have it. */
import {Fault} from '../model/fault.ts'
import {hostOf, shownUrl} from './address.ts'
import type {GitAnswer} from './run.ts'
import {networkFault, remoteLines, saidIn} from './trouble.ts'
import type {Peer} from './trouble.ts'

/** The reason in git's line about our branch, `!\t<from>:<to>\t[remote rejected] (reason)`; undefined when there is none. */
function reasonIn({stdout}: GitAnswer): string | undefined {
  const line = stdout.toString('utf8').split('\n').find((each) => each.startsWith('!\t'))
  return line?.split('\t')[2]
}

/** Why the remote's own disk or rights refuse, whatever else it says. */
const cannotWrite = /ermission denied|insufficient permission|Read-only file system|No space left|quota exceeded|Out of diskspace/

/** True when the remote's branch is not what the push was built on, or another push held it in that moment. */
export function wasMoved(answer: GitAnswer): boolean {
  const reason = reasonIn(answer)
  if (reason === undefined) return false
  if (/\((fetch first|non-fast-forward|stale info|needs force)\)/.test(reason)) return true
  const races = /cannot lock ref|incorrect old value|failed to update ref|failed to lock|reference already exists|\.lock': File exists/
  return races.test(reason) && !cannotWrite.test(answer.stderr)
}

/** The lock at the remote that a push met, as the remote calls it. */
export function lockIn({stderr}: Pick<GitAnswer, 'stderr'>): string | undefined {
  return /Unable to create '([^']*\.lock)': File exists/.exec(stderr.replaceAll(/\r?\nremote: /g, ' '))?.[1]?.replaceAll('/./', '/')
}

/** The fault for a push that was refused and where trying again will not help. `isHooked`: a pre-push hook is there. */
export function refusalOf(answer: GitAnswer, peer: Peer, isHooked: boolean): Fault {
  const {stderr} = answer
  const reason = reasonIn(answer)
  const cause = new Error(shownUrl(stderr))
  const said = saidIn(stderr)
  if (reason === undefined) {
    // Git says no more than this when its own hook ends the push; all else comes with a reason or a `fatal:` of git's.
    if (isHooked && answer.status === 1 && /^error: failed to push some refs/m.test(stderr) && !/^fatal: /m.test(stderr)) {
      return new Fault('git', `a hook of this repository (pre-push) refused to send: ${said || 'it did not say why'}`, {hint: 'mend what it asks for, then run the same command again', cause})
    }
    return networkFault(stderr, peer)
  }
  const shown = shownUrl(peer.url)
  if (/currently checked out/.test(reason)) {
    return new Fault('git', `${shown} is a folder that somebody works in, so nothing can be sent there`, {
      hint: `make one for sharing beside it: git clone --bare '${shown}' '${shown.replace(/\/(\.git)?$/, '')}.git', then: git remote set-url ${peer.remote ?? 'origin'} '${shown.replace(/\/(\.git)?$/, '')}.git'`, cause,
    })
  }
  const lock = lockIn(answer)
  if (lock !== undefined) {
    const remove = hostOf(peer.url) === undefined ? 'remove the file' : 'whoever runs it removes the file there'
    return new Fault('git', `git is at work in ${shown}, or was cut off there: ${lock} is there`, {hint: `nothing was sent; wait for the other git to end. If none is running, ${remove}: rm '${lock}'`, cause})
  }
  if (/shallow/.test(reason)) return new Fault('git', `${shown} does not take commits from a clone that is cut short`, {hint: 'get the rest of the history: git fetch --unshallow', cause})
  if (cannotWrite.test(stderr)) return networkFault(stderr, peer)
  const why = remoteLines(stderr).length > 0 ? said : bare(reason)
  if (/declined|protected|policy|rule/.test(reason)) {
    return new Fault('git', `a rule of ${shown} refused what was sent: ${why}`, {hint: 'nothing was sent. Ask whoever runs it, or do what it says, then run the same command again', cause})
  }
  return new Fault('git', `${shown} refused what was sent: ${why}`, {hint: 'nothing was sent. Try git push yourself to see more', cause})
}

/** `[remote rejected] (hook declined)` without its marks. */
function bare(reason: string): string {
  return /\((.*)\)\s*$/.exec(reason)?.[1] ?? reason
}
