/** What work costs in milliseconds of the processor: a busy machine makes it take longer, and no dearer. */
import {expect} from 'vitest'

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

/**
 * Expects work that other processes do, and that can be done again, to be over within `limitMs`. What it costs them cannot
 * be seen from here, so that it may be slow a few times, as beside others, but not each time.
 */
export async function within(limitMs: number, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = []
  while (times.length < 5 && !times.some((ms) => ms < limitMs)) {
    const began = performance.now()
    await work()
    times.push(performance.now() - began)
  }
  expect(Math.min(...times), `it took ${times.map(Math.round).join(', ')} ms`).toBeLessThan(limitMs)
}

function since(before: NodeJS.CpuUsage): number {
  const {user, system} = process.cpuUsage(before)
  return (user + system) / 1000
}
