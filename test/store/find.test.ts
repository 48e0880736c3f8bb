import {mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {findCircle} from '../../src/store/find.ts'

describe('the circle around a folder', () => {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'circle-find-')))
  mkdirSync(join(top, 'outer/inner/deep'), {recursive: true})
  mkdirSync(join(top, 'broken'))
  for (const folder of ['outer', 'outer/inner']) writeFileSync(join(top, folder, 'charter.yaml'), 'circle: 1\n')
  symlinkSync('nowhere', join(top, 'broken/charter.yaml'))

  it.each([['outer', 'outer'], ['outer/inner', 'outer/inner'], ['outer/inner/deep', 'outer/inner'], ['outer/not/there/yet', 'outer'], ['outer/inner/charter.yaml', 'outer/inner']])('of %s is %s: the nearest', (start, found) => {
    expect(findCircle(join(top, start))).toBe(join(top, found))
  })

  it('is none where no folder above has a charter', () => expect(findCircle(top)).toBeUndefined())

  it('is there when its charter is a link, so that the reader can say what is wrong', () => expect(findCircle(join(top, 'broken'))).toBe(join(top, 'broken')))
})
