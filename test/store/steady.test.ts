import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {releaseLock, takeLock, withLock} from '../../src/store/lock.ts'
import {steadily} from '../../src/store/steady.ts'
import {setUpBench} from '../../src/store/temp.ts'
import {within} from '../cost.ts'

const state = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'circle-test-')))

describe('reading while somebody may be writing', () => {
  it('reads again when a writer was at work meanwhile', async () => {
    const folder = state()
    const readings: number[] = []
    const read = async (): Promise<number> => {
      readings.push(readings.length)
      if (readings.length === 1) await withLock(folder, (held) => writeFileSync(setUpBench(folder, held).name('new'), ''))
      return readings.length
    }
    expect(await steadily(folder, read)).toBe(2)
  })

  it('does not read again for those who only wait for the lock', async () => {
    const folder = state()
    let readings = 0
    expect(await steadily(folder, async () => {
      releaseLock(await takeLock(folder))
      return (readings += 1)
    })).toBe(1)
  })

  it('waits for a writer that has begun to change files', async () => {
    const folder = state()
    const held = await takeLock(folder)
    writeFileSync(join(folder, 'journal.json'), '{}')
    let value = 'half'
    setTimeout(() => {
      value = 'whole'
      rmSync(join(folder, 'journal.json'))
      releaseLock(held)
    }, 60)
    expect(await steadily(folder, () => value)).toBe('whole')
  })

  it('does not wait where the journal of a killed process has to stay: nobody is writing', async () => {
    const folder = state()
    writeFileSync(join(folder, 'journal.json'), '{}')
    // It would wait for a second.
    await within(1000, async () => {
      let readings = 0
      await steadily(folder, () => (readings += 1))
      expect(readings).toBe(1)
    })
  })
})
