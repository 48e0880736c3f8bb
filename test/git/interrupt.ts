/** Says stop, as Ctrl-C does, as soon as something in this process listens for it. */
export async function interrupt(): Promise<void> {
  while (process.listenerCount('SIGINT') === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  process.emit('SIGINT')
}
