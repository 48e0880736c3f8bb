import {readFileSync, readdirSync} from 'node:fs'
import {describe, expect, it} from 'vitest'

const root = new URL('../../src/', import.meta.url)
const files = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter((name) => name.endsWith('.ts'))

/** What reads the zone of the machine, and whole packages where a part will do. */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ["Date's local parts", /\.(get|set)(FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds|TimezoneOffset|Year)\(/],
  ['a Date made of local parts', /new Date\([^()]*,/],
  ["Date's local words", /\.to(Date|Time|Locale(Date|Time)?)String\(|(?<![\w.]|new )Date\(\)/],
  ['TZDate', /TZDate|from '@date-fns\/tz'/],
  ['all of date-fns', /from 'date-fns'/],
]

describe('no source depends on the zone of the machine', () => {
  it.each(files)('%s', (name) => {
    const code = readFileSync(new URL(name, root), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    for (const [what, pattern] of forbidden) expect(pattern.exec(code)?.[0], what).toBeUndefined()
  })
})
