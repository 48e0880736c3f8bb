import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {diffBlocks} from '../../../src/cli/terminal/diff.ts'
import type {Block} from '../../../src/cli/terminal/lines.ts'

const lines = (blocks: readonly Block[]): string[] => blocks.map((block) => (typeof block === 'string' ? block : (block as {text: string}).text))
const diff = (before: string | undefined, after: string | undefined): string[] => lines(diffBlocks('a.yaml', before, after))

describe('the diff of what would be written', () => {
  it('is nothing where nothing changes', () => expect(diff('a\n', 'a\n')).toEqual([]))

  it('shows a new file whole', () => {
    expect(diff(undefined, 'a\nb\n')).toEqual(['--- /dev/null', '+++ b/a.yaml', '@@ -0,0 +1,2 @@', '+a', '+b'])
  })

  it('shows a file that goes, whole', () => {
    expect(diff('a\nb\n', undefined)).toEqual(['--- a/a.yaml', '+++ /dev/null', '@@ -1,2 +0,0 @@', '-a', '-b'])
  })

  it('shows a changed line with three around it', () => {
    const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n'
    expect(diff(before, before.replace('5', 'five'))).toEqual(['--- a/a.yaml', '+++ b/a.yaml', '@@ -2,7 +2,7 @@', ' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'])
  })

  it('shows far changes apart', () => {
    const before = Array.from({length: 30}, (_, index) => `${index}\n`).join('')
    expect(diff(before, before.replace('2\n', 'two\n').replace('27\n', 'x\n')).filter((line) => line.startsWith('@@'))).toHaveLength(2)
  })

  it('says when there is no newline at the end', () => {
    expect(diff('a\nb', 'a\nc\n')).toEqual(['--- a/a.yaml', '+++ b/a.yaml', '@@ -1,2 +1,2 @@', ' a', '-b', '\\ No newline at end of file', '+c'])
    expect(diff('a\n', 'a\nb')).toEqual(['--- a/a.yaml', '+++ b/a.yaml', '@@ -1,1 +1,2 @@', ' a', '+b', '\\ No newline at end of file'])
    expect(diff('a\nb', 'c\nb')).toEqual(['--- a/a.yaml', '+++ b/a.yaml', '@@ -1,2 +1,2 @@', '-a', '+c', ' b', '\\ No newline at end of file'])
    expect(diff('a\nb', 'a\nb\n').slice(3)).toEqual([' a', '-b', '\\ No newline at end of file', '+b'])
  })

  it('can be applied by git', () => {
    const text = fc.tuple(fc.array(fc.constantFrom('a', 'b', 'c', 'd', '', ' x: 1'), {maxLength: 14}), fc.boolean()).map(([all, ended]) => (all.at(-1) === '' || ended ? `${all.join('\n')}\n` : all.join('\n')))
    const root = mkdtempSync(join(tmpdir(), 'circle-diff-'))
    try {
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(before !== after && before !== '')
          writeFileSync(join(root, 'a.yaml'), before)
          execFileSync('git', ['apply', '--unidiff-zero', '--whitespace=nowarn', '-'], {cwd: root, input: `${diff(before, after).join('\n')}\n`, stdio: ['pipe', 'pipe', 'pipe']})
          expect(readFileSync(join(root, 'a.yaml'), 'utf8')).toBe(after)
        }),
        {numRuns: process.env.CIRCLE_THOROUGH === '1' ? 1000 : 60},
      )
    } finally {
      rmSync(root, {recursive: true})
    }
  })
})
