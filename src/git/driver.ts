/**
 * What a clone is told of circle's own merge, so that a plain `git merge`, `pull` or `rebase` merges records field by field.
 * .gitattributes names the driver; what it runs stands in the clone's own settings, which never come with the data.
 */
import {realpathSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {Fault} from '../model/fault.ts'
import type {Repository} from './find.ts'
import {git} from './run.ts'

/**
 * The line that git hands to its shell. Where there is no `circle`, or it fails before it has written anything, git's own
 * merge of lines does it: a conflict that circle leaves always has markers in it.
 */
export const driverLine =
  'if command -v circle >/dev/null 2>&1; then circle merge-file %O %A %B %P && exit 0; grep -q "<<<<<<<" %A && exit 1; fi; ' +
  'git merge-file -L "one side" -L before -L "the other" %A %O %B || exit 1'

const own: readonly (readonly [name: string, value: string])[] = [
  ['merge.circle.name', 'circle, field by field'],
  ['merge.circle.driver', driverLine],
  // Several merge bases are merged first, and nobody can be asked about those.
  ['merge.circle.recursive', 'binary'],
]
/**
 * Git's search for renames can take one person's page for another's, and no record ever moves. Until 2.50 git's usual way of
 * merging cannot be told to leave it; its older way can. (A rebase has no such choice.)
 */
const withoutRenames: readonly (readonly [name: string, value: string])[] = [
  ['merge.renames', 'false'],
  ['pull.twohead', 'recursive'],
]

/** True when the clone's own settings have circle's merge driver, as this version writes it. */
export function hasDriver(settings: readonly {readonly scope: string; readonly name: string; readonly value: string}[]): boolean {
  return own.every(([name, value]) => settings.findLast((setting) => setting.scope === 'local' && setting.name === name)?.value === value)
}

/** True for the setting that this file writes, to the letter: it runs nothing but circle or git. */
export function isDriver(name: string, value: string): boolean {
  return name === 'merge.circle.driver' && value === driverLine
}

/** Git's `pull` asks whether to merge or to rebase, unless somebody has said so: then theirs counts. */
const pulls: readonly [name: string, value: string] = ['pull.rebase', 'false']

/**
 * Tells the clone of the circle in `root` how records are merged. A repository that holds other things beside the circle
 * keeps its own way with renames. Throws a `git` fault when the settings cannot be written.
 */
export async function setUpDriver({top}: Repository, root: string): Promise<void> {
  const isAlone = realpathSync(root) === top
  const asked = isAlone ? await git(top, ['config', '--name-only', '--get-regexp', '^pull\\.(rebase|ff)$'], {accept: [1]}) : undefined
  const saysHow = asked === undefined || asked.status === 0
  for (const [name, value] of [...own, ...(isAlone ? withoutRenames : []), ...(saysHow ? [] : [pulls])]) await setLocally(top, name, value)
}

/** Another command may be telling the same clone the same at this moment: git holds the file of settings for an instant each time. */
async function setLocally(top: string, name: string, value: string): Promise<void> {
  for (let round = 1; ; round += 1) {
    try {
      await git(top, ['config', '--local', '--replace-all', name, value])
      return
    } catch (error) {
      const isBusy = error instanceof Fault && error.kind === 'git' && /config\.lock/.test(error.message)
      if (!isBusy || round === 20) throw error
      await sleep(25 + Math.random() * 50)
    }
  }
}
