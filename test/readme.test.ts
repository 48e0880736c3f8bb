import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {table} from '../src/cli/table.ts'
import {environment, folder, program, script} from './cli/harness.ts'

const readme = new URL('../README.md', import.meta.url)
const text = readFileSync(readme, 'utf8')

/** When each part of the session takes place: before the first gathering, the morning after, some days later. */
const clocks = ['2026-11-22T15:00:00Z', '2026-11-28T09:00:00Z', '2026-12-03T18:00:00Z']

interface Step {
  /** What is typed, after `$ `; a comment begins the next day of the session. */
  readonly line: string
  readonly output: string
}

/** The session of the README: what is typed, and what came. */
function stepsOf(session: string): Step[] {
  const steps: {line: string; output: string}[] = []
  for (const line of session.split('\n')) {
    if (steps.at(-1)?.line.endsWith('\\') && steps.at(-1)!.output === '') steps.at(-1)!.line += `\n${line}`
    else if (line.startsWith('$ ')) steps.push({line, output: ''})
    else if (steps.length > 0) steps.at(-1)!.output += `${line}\n`
  }
  return steps
}

/** Runs the session anew. `...` at the end of an output stands for lines left out, after those that are shown. */
function run(steps: readonly Step[]): Step[] {
  const home = folder('readme')
  // What a shell runs as `circle`.
  const bin = script(`exec '${process.execPath}' '${program}' "$@"`)
  let part = 0
  let known: string | undefined
  return steps.map(({line: written, output}) => {
    if (written.startsWith('$ # ')) {
      part += 1
      return {line: written, output: ''}
    }
    // Ids are made by chance: what the README calls by one is called by the one made here.
    const line = written.replace(/(?<=circle done )\w+/, () => known ?? 'none')
    const typed = line.slice(2)
    const came = execFileSync('/bin/sh', ['-c', `circle() { '${bin}' "$@"; }\n${typed === 'cd apron' ? 'true' : typed} 2>&1`], {
      cwd: typed.startsWith('circle init') || typed === 'cd apron' ? home : join(home, 'apron'),
      env: environment({CIRCLE_NOW: clocks[part]}),
      encoding: 'utf8',
    }).replaceAll(home, '/home/ann')
    known ??= /^ +([a-z][a-z0-9]{3}) +Ann +by/m.exec(came)?.[1]
    const shown = output.trimEnd().split('\n')
    return {line, output: shown.at(-1) === '...' ? `${came.split('\n').slice(0, shown.length - 1).join('\n')}\n...\n` : came}
  })
}

const normal = (words: string): string => words.replace(/commit [0-9a-f]{7}/g, 'commit 1234567').replace(/(^|`|: )( *)[a-z][a-z0-9]{3}(?=`|  )/gm, '$1$2abcd').replace(/[ \t]+$/gm, '').trim()

describe('the README', () => {
  const [, session = ''] = /<!-- session -->\n+```\n([\s\S]*?)```\n+<!-- \/session -->/.exec(text) ?? []
  const steps = stepsOf(session)

  it('shows a session that is real', () => {
    const came = run(steps)
    if (process.env.CIRCLE_README === 'write') {
      const anew = came.map(({line, output}) => [line, output.trimEnd()].filter((part) => part !== '').join('\n') + (output === '' ? '' : '\n')).join('\n')
      writeFileSync(readme, text.replace(session, () => `${anew.trimEnd()}\n`))
      return
    }
    expect(steps.length).toBeGreaterThan(8)
    for (const [index, {line, output}] of steps.entries()) expect(`${line}\n${normal(came[index]!.output)}`).toBe(`${line}\n${normal(output)}`)
  })

  it('names every command and every flag that is everywhere', () => {
    const words = table.flatMap(({name}) => name.split(' '))
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(text))).toEqual([])
  })

  it('says for each package why it is there', () => {
    const {dependencies, devDependencies} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Record<string, Record<string, string>>
    const untold = [...Object.keys(dependencies!), ...Object.keys(devDependencies!)].filter((name) => !name.startsWith('@types/') && !text.includes(`[${name}]`))
    expect(untold).toEqual([])
  })
})
