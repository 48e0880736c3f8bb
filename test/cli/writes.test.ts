import {mkdtempSync, realpathSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {fileWrites} from '../../src/cli/writes.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'circle-writes-')))
const texts = new Map([['members/ann.yaml', 'name: Ann\n']])

describe('a file that is to go', () => {
  it('goes with the text it has', () => {
    expect(fileWrites(root, texts, [{kind: 'remove', path: 'members/ann.yaml', before: 'name: Ann\n'}])).toMatchObject([{path: 'members/ann.yaml', before: 'name: Ann\n', after: undefined}])
  })

  it('may be no record', () => {
    writeFileSync(join(root, 'notes.txt'), '\uFEFFmine\n')
    expect(fileWrites(root, texts, [{kind: 'remove', path: 'notes.txt', before: '\uFEFFmine\n'}])).toMatchObject([{before: '\uFEFFmine\n', after: undefined}])
  })

  it('is left when it has another text by now', () => {
    expect(() => fileWrites(root, texts, [{kind: 'remove', path: 'members/ann.yaml', before: 'name: Anna\n'}])).toThrow('members/ann.yaml was changed meanwhile')
  })

  it('is no change when it is gone already', () => {
    expect(fileWrites(root, texts, [{kind: 'remove', path: 'members/bo.yaml', before: 'name: Bo\n'}])).toEqual([])
  })
})
