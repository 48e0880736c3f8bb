/**
 * Templates: mustache's syntax without the parts that a shared file must not have. A template is words and
 * placeholders; it can name what it is given and nothing else, and every value is escaped for Markdown.
 *
 *   {{name}}   {{#list}} … {{/list}}   {{^none}} … {{/none}}   {{.}} the item itself   {{! a remark }}
 */
import {Fault} from '../model/fault.ts'
import {nearest} from '../model/nearest.ts'
import {asLink, asText} from './markdown.ts'

/** What a template is given. A list repeats its section, a record opens it, what is empty or absent closes it. */
export type Value = string | number | boolean | undefined | readonly Value[] | Values
export interface Values {
  readonly [name: string]: Value
}

/** The names that a template may use: text, a link, yes or no, a list of texts, or names of its own (a record or a list of them). */
export interface Shape {
  readonly [name: string]: 'text' | 'link' | 'flag' | 'texts' | Shape
}

type Part =
  | {readonly kind: 'words'; readonly text: string}
  | {readonly kind: 'value'; readonly name: string; readonly link: boolean}
  | {readonly kind: 'section'; readonly name: string; readonly inverted: boolean; readonly parts: Part[]}

/** Characters in a template, characters that it may make, sections within sections. */
export const templateLimits = {source: 64_000, output: 1_000_000, depth: 8} as const

/**
 * Renders `source`, read from `file`, with `values` of the given shape. The result ends with one newline and has no
 * blank lines in a row. Throws a Fault ('unsound', with file, line and column) for a name that the shape does not
 * have, even where it would not be used, for a section left open, and for syntax that is refused.
 */
export function renderTemplate(source: string, file: string, shape: Shape, values: Values): string {
  const parts = parse(source.replaceAll('\r\n', '\n'), file, shape)
  const made: string[] = []
  let room: number = templateLimits.output
  const add = (text: string): void => {
    // Counts a little for parts that make nothing, so that nested sections end too.
    room -= text.length + 8
    if (room < 0) throw new Fault('unsound', `the template makes more than ${templateLimits.output} characters`, {place: {file}, hint: 'take out sections within sections'})
    made.push(text)
  }
  write(parts, [values], add)
  return `${made.join('').replace(/[ \t]+\n/g, (end) => (end.startsWith('  \n') ? '  \n' : '\n')).replace(/\n{3,}/g, '\n\n').trim()}\n`
}

function write(parts: readonly Part[], scopes: readonly Value[], add: (text: string) => void): void {
  for (const part of parts) {
    if (part.kind === 'words') add(part.text)
    else if (part.kind === 'value') add(valueText(find(part.name, scopes), part.link))
    else {
      const value = find(part.name, scopes)
      const items = isList(value) ? value : isEmpty(value) ? [] : [value]
      if (part.inverted && items.length === 0) write(part.parts, scopes, add)
      if (!part.inverted) for (const item of items) write(part.parts, [...scopes, item], add)
      add('')
    }
  }
}

/** The nearest scope's own value of that name; scopes are data, so nothing is looked up on prototypes. */
function find(name: string, scopes: readonly Value[]): Value {
  if (name === '.') return scopes.at(-1)
  const scope = scopes.findLast((candidate) => isRecord(candidate) && Object.hasOwn(candidate, name))
  return isRecord(scope) ? scope[name] : undefined
}

function valueText(value: Value, link: boolean): string {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  return link ? asLink(value) : asText(value)
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value)
const isRecord = (value: Value): value is Values => typeof value === 'object' && !Array.isArray(value)
const isEmpty = (value: Value): boolean => value === undefined || value === false || value === ''

/** Where a parser is: an open section, the names it sees, and its parts so far. */
interface Open {
  readonly name: string
  readonly at: number
  readonly names: readonly Names[]
  readonly parts: Part[]
}
/** The names of one scope; 'texts' for the inside of a list of texts, where only `{{.}}` is new. */
type Names = Shape | 'texts'

function parse(source: string, file: string, shape: Shape): Part[] {
  const refuse = (at: number, message: string, hint: string): never => {
    const before = source.slice(0, at)
    throw new Fault('unsound', message, {place: {file, line: before.split('\n').length, column: at - before.lastIndexOf('\n')}, hint})
  }
  if (source.length > templateLimits.source) refuse(0, `the template is longer than ${templateLimits.source} characters`, 'shorten it')
  const open: Open[] = [{name: '', at: 0, names: [shape], parts: []}]
  let from = 0
  for (let start = source.indexOf('{{'); start !== -1; start = source.indexOf('{{', from)) {
    const end = source.indexOf('}}', start)
    if (end === -1) refuse(start, 'a placeholder is not closed', 'write `}}` after the name')
    const tag = source.slice(start + 2, end).trim()
    const [sign] = /^[#^/!>&={]/.exec(tag) ?? ['']
    const name = tag.slice(sign.length).trim()
    const lone = sign === '' ? undefined : loneLine(source, start, end + 2)
    const here = open.at(-1)!
    here.parts.push({kind: 'words', text: source.slice(from, lone?.start ?? start)})
    from = lone?.end ?? end + 2
    switch (sign) {
      case '!':
        break
      case '>':
      case '=':
      case '&':
      case '{':
        refuse(start, `\`{{${sign}\` is not allowed in a template`, refusals[sign])
        break
      case '/':
        if (open.length === 1 || here.name !== name) refuse(start, `\`{{/${name}}}\` closes a section that is not open`, open.length === 1 ? 'take it out' : `close \`{{#${here.name}}}\` first: \`{{/${here.name}}}\``)
        open.pop()
        break
      default: {
        const kind = kindOf(name, here.names)
        if (kind === undefined) {
          const known = knownNames(here.names)
          const meant = nearest(name, known)
          refuse(start, `the template names \`${name}\`, which an agenda does not have here`, meant === undefined ? `names known here are ${known.join(', ')}` : `did you mean \`${meant}\`?`)
        }
        if (sign !== '') {
          if (open.length > templateLimits.depth) refuse(start, `sections are more than ${templateLimits.depth} deep`, 'take some out')
          const section = {kind: 'section' as const, name, inverted: sign === '^', parts: []}
          here.parts.push(section)
          open.push({name, at: start, names: sign === '#' && (kind === 'texts' || typeof kind === 'object') ? [...here.names, kind] : here.names, parts: section.parts})
        } else if (kind === 'text' || kind === 'link') {
          here.parts.push({kind: 'value', name, link: kind === 'link'})
        } else refuse(start, `\`{{${name}}}\` is ${kind === 'flag' ? 'yes or no' : 'not a text'}`, `write a section: \`{{#${name}}}…{{/${name}}}\``)
      }
    }
  }
  const last = open.at(-1)!
  if (open.length > 1) refuse(last.at, `the section \`${last.name}\` is not closed`, `write \`{{/${last.name}}}\` where it ends`)
  last.parts.push({kind: 'words', text: source.slice(from)})
  return last.parts
}

const refusals = {
  '>': 'a template is one file: write what the other file has',
  '=': 'placeholders are always written with two braces',
  '&': 'values are always escaped: write two braces and the name',
  '{': 'values are always escaped: write two braces and the name',
} as const

/** A section's tag or a remark alone on its line takes the whole line with it, as mustache has it. */
function loneLine(source: string, start: number, end: number): {start: number; end: number} | undefined {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1
  const newline = source.indexOf('\n', end)
  const lineEnd = newline === -1 ? source.length : newline + 1
  return `${source.slice(lineStart, start)}${source.slice(end, lineEnd)}`.trim() === '' ? {start: lineStart, end: lineEnd} : undefined
}

function kindOf(name: string, scopes: readonly Names[]): Shape[string] | undefined {
  if (name === '.') return scopes.at(-1) === 'texts' ? 'text' : undefined
  const scope = scopes.findLast((names) => names !== 'texts' && Object.hasOwn(names, name))
  return scope === undefined || scope === 'texts' ? undefined : scope[name]
}

function knownNames(scopes: readonly Names[]): string[] {
  return [...new Set(scopes.toReversed().flatMap((names) => (names === 'texts' ? ['.'] : Object.keys(names))))]
}
