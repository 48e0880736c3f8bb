/** What work costs in milliseconds of the processor: a busy machine makes it take longer, and no dearer. */

/** The cost of work that is done when the function returns. */
export function spent(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  return since(before)
}

/** The cost of work that is done when the promise is settled. */
export async function cost(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  return since(before)
}

function since(before: NodeJS.CpuUsage): number {
  const {user, system} = process.cpuUsage(before)
  return (user + system) / 1000
}
