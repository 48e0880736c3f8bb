/** Where the program begins and ends: the only place that catches faults and sets the exit status. */
import {programVersion} from './version.ts'

const words = process.argv.slice(2)

for (const stream of [process.stdout, process.stderr]) {
  // The reader of a pipe may stop early (`circle log | head`): that is no fault.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) process.stdout.write(`${programVersion}\n`)
else {
  // process.exit() would cut what is still on its way to a pipe.
  void import('./start.ts').then(async ({start}) => {
    process.exitCode = await start(words, process)
  })
}
