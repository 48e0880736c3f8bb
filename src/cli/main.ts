/** Where the program begins and ends: the only place that catches faults and sets the exit status. */
import {wholeWrites} from './terminal/whole-writes.ts'
import {programVersion} from './version.ts'

const words = process.argv.slice(2)

/** Whether it was said that standard output takes no more. */
let saidCutOff = false

for (const stream of [process.stdout, process.stderr]) {
  wholeWrites(stream)
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader of a pipe may stop early (`circle log | head`): that is no fault.
    if (error.code === 'EPIPE') return
    process.exitCode ||= 1
    if (saidCutOff || stream === process.stderr) return
    saidCutOff = true
    void import('./start.ts').then(({reportUnprinted}) => reportUnprinted(error, process))
  })
}

if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) process.stdout.write(`${programVersion}\n`)
else {
  // process.exit() would cut what is still on its way to a pipe.
  void import('./start.ts').then(async ({start}) => {
    const status = await start(words, process)
    // What went wrong while printing counts where nothing else did.
    process.exitCode = status || process.exitCode
  })
}
