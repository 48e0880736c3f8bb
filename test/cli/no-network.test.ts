import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {hasStrace} from './busy.ts'
import {clones} from './clones.ts'
import {environment, folder, program} from './harness.ts'

/** Runs a command and gives its status, and every connection that it, or what it started, tried to make to another machine. */
function watched(cwd: string, ...words: string[]): {status: number | null; calls: string[]} {
  const trace = join(folder(), 'trace')
  const {status} = spawnSync('strace', ['-f', '-qq', '-e', 'trace=connect,sendto,sendmsg,bind', '-o', trace, process.execPath, program, ...words], {cwd, env: environment(), stdio: 'ignore'})
  return {status, calls: readFileSync(trace, 'utf8').split('\n').filter((line) => /AF_INET6?\b/.test(line))}
}

describe.runIf(hasStrace)('the network', () => {
  it('is left alone by every command but those that share; and by those too where the place is a folder', async () => {
    const {ann} = await clones()
    const lines = [
      ['status'], ['member', 'list'], ['schedule', 'list'], ['agenda'], ['log'], ['show', 'last'], ['commitments'], ['check'], ['history'],
      ['ics', '--out', '-'], ['charter', 'show'], ['charter', 'history'], ['rsvp', 'next', 'yes'], ['takeaway', 'last', 'Keep accounts'],
      ['member', 'add', 'Dan Ash <dan@example.org>'], ['undo', '--yes'], ['sync', '--dry-run'], ['sync'], ['check', '--change', 'HEAD~2..HEAD~1'],
    ]
    for (const line of lines) expect([line.join(' '), watched(ann, ...line)]).toEqual([line.join(' '), {status: 0, calls: []}])
  })
})
