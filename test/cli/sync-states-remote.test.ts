import {rmSync} from 'node:fs'
import {createServer} from 'node:net'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {commitAll, everything, put, uncommitted} from './circles.ts'
import {boShares, cloned, clones, meets, pushed, text, tip, typed} from './clones.ts'
import type {Clones} from './clones.ts'
import {circle, done, filesIn, folder, git} from './harness.ts'

const next = 'gatherings/2026-12-04-weekly/gathering.yaml'

/** Cy's clone over the file transport, which cuts history and leaves out content as it does over a network. */
function cysClone({at, bare}: Clones, ...flags: string[]): string {
  for (const name of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant']) git(bare, 'config', name, 'true')
  git(at, 'clone', '--quiet', ...flags, `file://${bare}`, 'cy')
  const root = join(at, 'cy')
  git(root, 'config', 'user.name', 'Cy Ash')
  git(root, 'config', 'user.email', 'cy@example.org')
  return root
}

describe('circle sync in a clone of another kind', () => {
  it('a shallow one, that has what it takes to merge', async () => {
    const all = await clones()
    const cy = cysClone(all, '--depth=1')
    boShares(all, {'notes.txt': 'Bo.\n'})
    put(cy, {'other.txt': 'Cy.\n'})
    commitAll(cy)
    await done(['sync'], {cwd: cy})
    expect([tip(cy), text(cy, 'notes.txt'), git(cy, 'rev-parse', '--is-shallow-repository')]).toEqual([tip(all.bare), 'Bo.\n', 'true'])
  })

  it('a shallow one, cut off before the two sides met: the command gets the rest', async () => {
    const all = await clones()
    const cy = cysClone(all, '--depth=1')
    put(cy, {'other.txt': 'Cy.\n'})
    commitAll(cy)
    await circle(['sync', '--dry-run'], {cwd: cy})
    boShares(all, {'notes.txt': 'Bo.\n'})
    boShares(all, {'notes.txt': 'Bo again.\n'})
    git(cy, 'fetch', '--quiet', '--depth=1')
    git(cy, 'config', '--local', 'merge.circle.recursive', 'binary')
    await circle(['sync'], {cwd: cy})
    const command = await meets({
      root: cy, bare: all.bare, status: 5, says: /^this clone holds only the newest part of the history, and the part where both began is missing$/,
      hint: /^fetch the rest: (git fetch --unshallow)\. Then run circle sync again\.$/,
    })
    typed(cy, `${command} --quiet`)
    await done(['sync'], {cwd: cy})
    expect([tip(cy), text(cy, 'notes.txt'), text(cy, 'other.txt')]).toEqual([tip(all.bare), 'Bo again.\n', 'Cy.\n'])
  })

  it('a partial one fetches what it lacks to merge, and a dry run leaves nothing of it', async () => {
    const all = await clones()
    boShares(all, {[next]: `${text(all.bo, next)}\nnotes: |\n  One.\n`})
    const cy = cysClone(all, '--filter=blob:none')
    put(cy, {[next]: text(cy, next).replace('topic: Luck', 'topic: Fate')})
    boShares(all, {[next]: `${text(all.bo, next)}  Two.\n`})
    const before = everything(cy)
    expect(await done(['sync', '--dry-run'], {cwd: cy})).toMatch(/Would come in:[^]*Would go out:/)
    expect(everything(cy)).toEqual(before)
    await done(['sync'], {cwd: cy})
    expect([text(cy, next), tip(cy), uncommitted(cy)]).toEqual(['rhythm: weekly\n\ntopic: Fate\n\nnotes: |\n  One.\n  Two.\n', tip(all.bare), ''])
  })

  it('a partial one that cannot reach what it lacks says so', async () => {
    const all = await clones()
    const cy = cysClone(all, '--filter=blob:none', '--no-checkout')
    git(cy, 'reset', '--quiet', '--soft')
    git(cy, 'checkout', '--quiet', 'main', '--', 'charter.yaml', 'members')
    git(cy, 'remote', 'set-url', 'origin', `file://${join(all.at, 'unplugged.git')}`)
    const before = filesIn(cy)
    const {status, stderr} = await circle(['rsvp', '2026-12-11', 'yes'], {cwd: cy})
    expect([status, stderr, filesIn(cy)]).toEqual([5, expect.stringMatching(/^error: .*(cannot be reached now|could not fetch [0-9a-f]+ from promisor remote)\nhint: ./), before])
  })

  it('a submodule of another repository', async () => {
    const all = await clones()
    git(all.at, 'init', '--quiet', 'outer')
    const [outer, root] = [join(all.at, 'outer'), join(all.at, 'outer', 'apron')]
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', all.bare, 'apron')
    commitAll(outer)
    boShares(all, {'notes.txt': 'Bo.\n'})
    await done(['rsvp', '2026-12-11', 'yes', '--as', 'ann'], {cwd: root})
    await done(['sync'], {cwd: root})
    expect([tip(root), uncommitted(root), git(outer, 'status', '--short')]).toEqual([tip(all.bare), '', ' M apron'])
    git(outer, 'submodule', '--quiet', 'update')
    const command = await meets({root, bare: all.bare, status: 5, says: /detached HEAD/, hint: /^go back to your branch: (git switch main)\./})
    typed(root, `${command} --quiet`)
    await done(['sync'], {cwd: root})
  })

  it('a linked work tree; the other one stays as it is', async () => {
    const all = await clones()
    git(all.ann, 'switch', '--quiet', '--create', 'other')
    git(all.ann, 'worktree', 'add', '--quiet', join(all.at, 'linked'), 'main')
    const root = join(all.at, 'linked')
    boShares(all, {'notes.txt': 'Bo.\n'})
    put(root, {'members/ann.yaml': `${text(root, 'members/ann.yaml')}\n# Ann.\n`})
    const before = filesIn(all.ann)
    await done(['sync'], {cwd: root})
    expect([tip(root), uncommitted(root), uncommitted(all.ann), filesIn(all.ann)]).toEqual([tip(all.bare), '', '', before])
    put(all.ann, {'.git/worktrees/linked/MERGE_HEAD': tip(all.ann)})
    await meets({root, bare: all.bare, status: 5, says: /^a merge is in progress/, hint: /git merge --abort/})
  })

  it('a bare repository is none to work in', async () => {
    const all = await clones()
    const {status, stderr} = await circle(['sync'], {cwd: all.bare})
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^error: .*\/apron\.git is a bare repository, with no files to work on\nhint: get a folder of your own from it: circle join '.*\/apron\.git'\n$/)])
  })
})

describe('circle sync where the remote has another history', () => {
  it('two people each founded one: it touches neither, and the other one can be joined', async () => {
    const all = await clones()
    rmSync(join(all.ann, '.git'), {recursive: true})
    git(all.ann, 'init', '--quiet')
    commitAll(all.ann)
    git(all.ann, 'remote', 'add', 'origin', all.bare)
    await circle(['sync'], {cwd: all.ann})
    await meets({root: all.ann, bare: all.bare, status: 5, says: /^the circle there and the one here began apart: two people each founded one$/, hint: /^choose one: join the other one in a new folder \(circle join\), and add there what is missing$/})
    await done(['join', all.bare, join(folder(), 'new'), '--agree'])
  })

  it('a rewritten one: it stops, and on demand puts both together, so that nothing is lost', async () => {
    const all = await clones()
    boShares(all, {'first.txt': 'Bo.\n'})
    await done(['sync'], {cwd: all.ann})
    git(all.bo, 'reset', '--quiet', '--hard', 'HEAD~1')
    put(all.bo, {'second.txt': 'Bo.\n'})
    commitAll(all.bo)
    pushed(all.bo, '--force')
    put(all.ann, {'mine.txt': 'Ann.\n'})
    commitAll(all.ann)
    const wanted = {root: all.ann, bare: all.bare, status: 5, says: /^somebody rewrote the history of main at .*: commits that were shared before \(up to [0-9a-f]{10}\) are not in it any more$/}
    await meets({...wanted, hint: /^ask the others what happened\. To put both histories together, so that nothing is lost: circle sync --accept-rewritten$/})
    await meets({...wanted, hint: /./, words: ['sync', '--prefer', 'theirs']})
    await done(['sync', '--accept-rewritten'], {cwd: all.ann})
    expect(tip(all.bare)).toBe(tip(all.ann))
    expect(Object.keys(filesIn(all.ann))).toEqual(expect.arrayContaining(['first.txt', 'mine.txt', 'second.txt']))
    expect(await done(['sync'], {cwd: all.ann})).toBe('Nothing new in the circle, here or there.\n')
  })

  it('its branch gone: on demand it comes there again', async () => {
    const all = await clones()
    git(all.bare, 'update-ref', '-d', 'refs/heads/main')
    await meets({root: all.ann, bare: all.bare, status: 5, says: /^the branch main was at .* before, and is not there any more$/, hint: /^ask the others\. .*To put yours there again: circle sync --accept-rewritten$/})
    await done(['sync', '--accept-rewritten'], {cwd: all.ann})
    expect(tip(all.bare)).toBe(tip(all.ann))
  })

  it('its branch renamed: the commands lead there', async () => {
    const all = await clones()
    git(all.bare, 'branch', '--move', 'main', 'trunk')
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /^the branch main was at .* before/, hint: /: (git fetch origin && git branch --set-upstream-to origin\/NAME)\./})
    typed(all.ann, command.replace('NAME', 'trunk'))
    await done(['sync'], {cwd: all.ann})
    expect(tip(all.bare, 'trunk')).toBe(tip(all.ann))
  })
})

describe('circle sync where the remote does not do its part', () => {
  it('a rule there refuses: in its own words, and nothing has changed here', async () => {
    const all = await clones()
    boShares(all, {'notes.txt': 'Bo.\n'})
    put(all.bare, {'hooks/pre-receive': '#!/bin/sh\necho "Only on Fridays." >&2\nexit 1\n'})
    typed(all.bare, 'chmod +x hooks/pre-receive')
    put(all.ann, {'members/ann.yaml': `${text(all.ann, 'members/ann.yaml')}\n# Ann.\n`})
    await meets({root: all.ann, bare: all.bare, status: 5, says: /^a rule of .*\/apron\.git refused what was sent: Only on Fridays\.$/, hint: /^nothing was sent\. Ask whoever runs it/})
    rmSync(join(all.bare, 'hooks/pre-receive'))
    expect(await done(['sync'], {cwd: all.ann})).toContain('Saved, edited by hand: members/ann.yaml')
  })

  it('somebody works there: the commands make a place to share through', async () => {
    const all = await clones()
    git(all.ann, 'remote', 'set-url', 'origin', all.bo)
    put(all.ann, {'mine.txt': 'Ann.\n'})
    commitAll(all.ann)
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /\/bo is a folder that somebody works in, so nothing can be sent there$/, hint: /beside it: (git clone --bare .*)$/})
    typed(all.ann, command.replace(', then: ', ' && '))
    await done(['sync'], {cwd: all.ann})
    expect(tip(join(all.at, 'bo.git'))).toBe(tip(all.ann))
  })

  it('it is gone: the new address helps', async () => {
    const all = await clones()
    git(all.at, 'clone', '--quiet', '--bare', all.bare, 'moved.git')
    git(all.ann, 'remote', 'set-url', 'origin', join(all.at, 'unplugged.git'))
    const command = await meets({root: all.ann, bare: all.bare, status: 5, says: /^there is no repository at .*\/unplugged\.git, or none that you may see$/, hint: /^has it moved\? Set the new address: (git remote set-url origin) <url>$/})
    typed(all.ann, `${command} '${join(all.at, 'moved.git')}'`)
    await done(['sync'], {cwd: all.ann})
  })

  it.each(['git', 'http'])('it says nothing over %s: the time limit ends it', async (scheme) => {
    const all = await clones()
    const server = createServer(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/apron.git`
    git(all.ann, 'remote', 'set-url', 'origin', url)
    const wanted = {root: all.ann, bare: all.bare, env: {CIRCLE_NETWORK_LIMIT: '2'}, status: 5, says: /^127\.0\.0\.1.* did not answer to the end within 2 seconds, and was given up$/, hint: /^look whether this computer is online\. To wait longer: CIRCLE_NETWORK_LIMIT=10$/}
    const began = Date.now()
    await meets(wanted)
    expect(Date.now() - began).toBeLessThan(60_000)
    const there = folder()
    const {status, stderr} = await circle(['join', url, join(there, 'new'), '--agree'], {cwd: there, env: wanted.env})
    expect([status, stderr]).toEqual([5, expect.stringContaining('did not answer to the end within 2 seconds')])
    server.close()
  })

  it('it is a stranger to this clone: a second one gets through all the same', async () => {
    const all = await clones()
    const cy = cloned(all.at, 'cy', 'Cy Ash')
    put(cy, {'members/cy.yaml': `${text(cy, 'members/cy.yaml')}\n# Cy.\n`})
    await done(['sync'], {cwd: cy})
    await done(['sync'], {cwd: all.ann})
    expect(tip(all.ann)).toBe(tip(cy))
  })
})
