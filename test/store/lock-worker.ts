/** Adds one to the number in a file, again and again, under the lock; says each addition that is done. `node lock-worker.mjs FOLDER TIMES` */
import {appendFileSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {withLock} from '../../src/store/lock.ts'

const folder = process.argv[2] ?? ''
for (let time = 0; time < Number(process.argv[3]); time += 1) {
  await withLock(join(folder, 'state'), () => {
    const number = Number(readFileSync(join(folder, 'number'), 'utf8')) + 1
    // Half written, this would lose the number: a kill in here must find the next holder only when it is whole.
    appendFileSync(join(folder, 'additions'), `${process.pid}\n`)
    writeFileSync(join(folder, 'number'), String(number).padStart(6, '0'), {flag: 'r+'})
  }, {limitMs: 30_000})
}
