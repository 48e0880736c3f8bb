import type {Argument, Command as Parser, Help, Option} from 'commander'
import {wrap} from './terminal/wrap.ts'
import {topics} from './topics.ts'

/** Lines that are longer are hard to read, however wide the window. */
const widest = 96
/** A second column that is narrower stands below the first. */
const narrowest = 24

/** Help in the order in which it is read: what it is, how it is called, examples, then every word it knows. */
export function helpText(parser: Parser, helper: Help): string {
  const path = commandPath(parser)
  const width = Math.min(helper.helpWidth ?? widest, widest)
  const common = helper.visibleOptions(parser).filter((option) => option.helpGroupHeading !== undefined)
  const own = helper.visibleOptions(parser).filter((option) => option.helpGroupHeading === undefined && option.long !== '--help')
  const words = parser.registeredArguments.map(argumentTerm)
  const commands = helper.visibleCommands(parser)
  const parts = [
    helper.commandDescription(parser).split('\n').flatMap((line) => wrap(line, width)).join('\n'),
    `Usage: ${[path, ...words, ...(commands.length > 0 && words.length === 0 ? ['[command]'] : []), '[options]'].join(' ')}`,
    ...commandGroups(commands, width),
    list('Arguments', parser.registeredArguments.map((argument): [string, string] => [argumentTerm(argument), argument.description]), width),
    list('Options', own.map((option): [string, string] => [option.flags, option.description]), width),
    examplesOf(parser, width),
    parser.parent === null ? ['More help:', ...wrap(Object.keys(topics).map((topic) => `circle help ${topic}`).join(', '), width - 2).map((line) => `  ${line}`)].join('\n') : '',
    list('Everywhere', [...common, ...helper.visibleOptions(parser).filter((option) => option.long === '--help')].map((option: Option): [string, string] => [option.flags, option.description]), width),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function commandPath(parser: Parser): string {
  return parser.parent === null ? parser.name() : `${commandPath(parser.parent)} ${parser.name()}`
}

function argumentTerm(argument: Argument): string {
  return argument.required ? `<${argument.name()}>` : `[${argument.name()}]`
}

/** Leaves in their groups; a word with commands below it is shown as `member add|list|…`. */
function commandGroups(commands: readonly Parser[], width: number): string[] {
  const groups = new Map<string, [string, string][]>()
  for (const command of commands) {
    const heading = command.helpGroup() || 'Commands:'
    const rows = groups.get(heading) ?? []
    const below = command.commands.map((each) => each.name())
    rows.push([[command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '), below.length === 0 ? command.summary() : `${command.summary()}: ${below.join(', ')}`])
    groups.set(heading, rows)
  }
  const column = Math.max(0, ...[...groups.values()].flat().map(([term]) => term.length))
  return [...groups].map(([heading, rows]) => list(heading.replace(/:$/, ''), rows, width, column))
}

function list(heading: string, rows: readonly (readonly [string, string])[], width: number, column = Math.max(0, ...rows.map(([term]) => term.length))): string {
  if (rows.length === 0) return ''
  const room = width - column - 4
  const lines = rows.flatMap(([term, about]) =>
    room < narrowest
      ? [`  ${term}`, ...indented(about, width)]
      : wrap(about, room).map((line, index) => `  ${(index === 0 ? term : '').padEnd(column)}  ${line}`),
  )
  return [`${heading}:`, ...lines].join('\n')
}

function indented(text: string, width: number): string[] {
  return wrap(text, width - 6).map((line) => `      ${line}`)
}

const examples = new WeakMap<Parser, readonly (readonly [string, string])[]>()

/** Gives a command its examples, each a line that runs and what it does. */
export function setExamples(parser: Parser, lines: readonly (readonly [string, string])[]): void {
  examples.set(parser, lines)
}

/** A line to copy stays one line, however narrow the window. */
function examplesOf(parser: Parser, width: number): string {
  const lines = examples.get(parser) ?? []
  return lines.length === 0 ? '' : ['Examples:', ...lines.flatMap(([line, does]) => [`  ${line}`, ...indented(does, width)])].join('\n')
}
