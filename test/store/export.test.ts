import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, it, onTestFinished} from 'vitest'
import {Fault} from '../../src/model/fault.ts'
import {writeExports} from '../../src/store/export.ts'

it('leaves nothing behind and the earlier file as it was, where another of them cannot be written', () => {
  const at = mkdtempSync(join(tmpdir(), 'circle-export-'))
  onTestFinished(() => rmSync(at, {recursive: true, force: true}))
  const begins = 'BEGIN'
  writeFileSync(join(at, 'one.ics'), 'BEGIN old')
  const exports = [{path: join(at, 'one.ics'), text: 'BEGIN new', begins}, {path: join(at, 'missing', 'two.ics'), text: 'BEGIN new', begins}]
  expect(() => writeExports(exports, false)).toThrow(Fault)
  expect([readdirSync(at), readFileSync(join(at, 'one.ics'), 'utf8')]).toEqual([['one.ics'], 'BEGIN old'])
  writeExports(exports.slice(0, 1), false)
  expect([readdirSync(at), readFileSync(join(at, 'one.ics'), 'utf8')]).toEqual([['one.ics'], 'BEGIN new'])
})
