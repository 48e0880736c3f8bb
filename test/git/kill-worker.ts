/**
 * The program that the kill tests kill: counts up in two files, and puts a new page in place of the last, at once; each step a commit, and says each step that is
 * done. `node kill-worker.mjs ROOT STEPS`
 */
import {existsSync, readFileSync, writeSync} from 'node:fs'
import {join} from 'node:path'
import {carryOut, repositoryOf, underLock} from '../../src/git/carry.ts'
import {stateFolder} from '../../src/git/find.ts'
import type {Write} from '../../src/store/write.ts'

const root = process.argv[2] ?? ''
const steps = Number(process.argv[3] ?? 1)

function counted(path: string, to: number): Write {
  const before = readFileSync(join(root, path), 'utf8')
  const change = (text: string | undefined): string | undefined => text?.replace(/^n: .*$/m, `n: ${to}`)
  return {path, before, after: change(before) ?? '', onto: change}
}

const repository = repositoryOf(root)
const room = {root, repository, state: stateFolder(root, repository)}
writeSync(1, 'ready\n')
for (let step = 0; step < steps; step += 1) {
  await underLock(room, async (held) => {
    const next = Number(/^n: (\d+)$/m.exec(readFileSync(join(root, 'a.yaml'), 'utf8'))?.[1]) + 1
    const fresh: Write = {path: `new/${next}/page.yaml`, before: undefined, after: `n: ${next}\n`, onto: () => undefined}
    const last = `new/${next - 1}/page.yaml`
    const old: Write[] = existsSync(join(root, last)) ? [{path: last, before: `n: ${next - 1}\n`, after: undefined, onto: () => undefined}] : []
    await carryOut({...room, held, writes: [counted('a.yaml', next), ...old, counted('b.yaml', next), fresh], message: `Step ${next}`, commit: true})
    writeSync(1, `${next}\n`)
  })
}
