/** Chance that falls the same way every time: the example is the same circle on every machine, whatever the day. */
export interface Chance {
  /** True so often: 0 is never, 1 always. */
  readonly happens: (often: number) => boolean
  readonly oneOf: <T>(items: readonly T[]) => T
  /** A short id as `circle gather` makes them: a letter first and no vowels, so no number and no word. Each only once. */
  readonly newId: () => string
}

/** A small generator with one number as its seed (mulberry32, by Tommy Ettinger, public domain). */
export function chance(seed: number): Chance {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!
  const letters = [...'bcdfghjkmnpqrstvwxz']
  const characters = [...letters, ...'23456789']
  const taken = new Set<string>()
  const newId = (): string => {
    const id = [letters, characters, characters, characters].map(oneOf).join('')
    if (taken.has(id)) return newId()
    taken.add(id)
    return id
  }
  return {happens: (often) => next() < often, oneOf, newId}
}
