import {readFileSync, readdirSync, statSync} from 'node:fs'
import {dirname, join, relative, resolve} from 'node:path'
import {describe, expect, it} from 'vitest'

const source = resolve(import.meta.dirname, '../src')

/** What each room of the house may import from; itself always. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  model: [],
  schedule: ['model'],
  agenda: ['schedule', 'model'],
  calendar: ['schedule', 'model'],
  store: ['model'],
  merge: ['model'],
  git: ['merge', 'store', 'model'],
  cli: ['model', 'schedule', 'agenda', 'calendar', 'store', 'merge', 'git'],
}

/** Rooms that take values and return values. */
const pure = ['model', 'schedule', 'agenda', 'calendar', 'merge']

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((entry) => {
    const path = join(folder, entry)
    return statSync(path).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : []
  })
}

const files = filesBelow(source).map((path) => ({path: relative(source, path), room: relative(source, path).split('/')[0]!, text: readFileSync(path, 'utf8')}))

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
}

describe('the house', () => {
  it('has only the rooms of the design', () => {
    expect([...new Set(files.map(({room}) => room))].filter((room) => !(room in arrows))).toEqual([])
  })

  it('has arrows that run one way', () => {
    const wrong = files.flatMap(({path, room, text}) =>
      importsOf(text)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(source, resolve(source, dirname(path), target)))
        .filter((target) => target.split('/')[0] !== room && !arrows[room]!.includes(target.split('/')[0]!))
        .map((target) => `${path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  it('keeps clock, environment, files and processes out of the pure rooms', () => {
    const outside = /\bprocess\.|\bDate\.now\(|new Date\(\)|Math\.random\(|\bconsole\.|from 'node:/
    const wrong = files.filter(({room, text}) => pure.includes(room) && outside.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''))).map(({path}) => path)
    expect(wrong).toEqual([])
  })

  it('writes to a stream in one place', () => {
    const wrong = files.filter(({path, text}) => /\b(stdout|stderr)\.write\(|console\./.test(text) && !['cli/terminal/print.ts', 'cli/main.ts', 'cli/start.ts'].includes(path)).map(({path}) => path)
    expect(wrong).toEqual([])
  })

  it('runs git in one place', () => {
    const wrong = files.filter(({path, text}) => /node:child_process/.test(text) && !path.startsWith('git/') && !path.startsWith('cli/mail/') && !path.startsWith('cli/invite/') && path !== 'cli/terminal/editor.ts').map(({path}) => path)
    expect(wrong).toEqual([])
  })

  it('touches the files of a circle in one place', () => {
    // Looking whether a file is there, and reading what the program itself or the system ships, is not touching a circle.
    const allowed = ['cli/shipped.ts', 'cli/commands/init.ts', 'cli/commands/demo.ts', 'cli/history.ts', 'cli/run.ts', 'cli/root.ts', 'cli/zone-data.ts']
    const wrong = files.filter(({path, room, text}) => room === 'cli' && /from 'node:fs'/.test(text) && !allowed.includes(path) && !path.startsWith('cli/mail/') && !path.startsWith('cli/invite/') && !path.startsWith('cli/gather/') && !path.startsWith('cli/rsvp-read/') && !path.startsWith('cli/files/') && !path.startsWith('cli/terminal/') && !path.startsWith('cli/demo')).map(({path}) => path)
    expect(wrong).toEqual([])
  })

  it('has files that fit in the head', () => {
    expect(files.filter(({text}) => text.split('\n').length > 480).map(({path}) => path)).toEqual([])
  })

  it('has no manager, util or helper', () => {
    expect(files.filter(({path}) => /manager|util|helper|common\b|misc/i.test(path)).map(({path}) => path)).toEqual([])
  })
})
