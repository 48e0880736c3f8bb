import {Command as Parser, CommanderError, Option as ParserOption} from 'commander'
import {Fault} from '../model/fault.ts'
import {nearest} from '../model/nearest.ts'
import type {CommonFlags, Input} from './command.ts'
import {helpText, setExamples} from './help.ts'
import {table} from './table.ts'
import {commonOptions, rootExamples} from './table/specification.ts'
import type {Specification} from './table/specification.ts'
import {narrowed} from './terminal/wrap.ts'
import {topicTemplates, topics} from './topics.ts'
import {programVersion} from './version.ts'

/** What the command line asks for. */
export type Request =
  | {readonly kind: 'text'; readonly text: string; /** One of the program's templates, to print after it. */ readonly template?: string}
  | {readonly kind: 'command'; readonly specification: Specification; readonly input: Input; readonly flags: CommonFlags; readonly bare: boolean}

const groupAbout: Readonly<Record<string, string>> = {
  member: 'who is in the circle',
  charter: 'what the members agreed to',
  schedule: 'when the circle gathers',
}

/**
 * Reads the words after `circle`. Help is text to print, for a window of so many columns; everything else is a command with its input.
 * Throws a `usage` fault that says what was wrong and, where it can be told, what was meant.
 */
export function readCommandLine(words: readonly string[], columns = Infinity): Request {
  if (words[0] === 'help') return help(words.slice(1), columns)
  let request: Request | undefined
  let printed = ''
  const print = (text: string): void => {
    printed += text
  }
  const page: Page = {print, columns}
  const root = base(new Parser('circle'), page)
    .allowExcessArguments(true)
    .description('Keep a circle of people who learn together: its charter, members and gatherings.')
    .version(programVersion, '-V, --version', 'the version')
    .action((_: unknown, parser: Parser) => {
      const specification = table.find((candidate) => candidate.name === 'status')!
      refuseUnknown(parser, '')
      request = {kind: 'command', specification, input: {}, flags: flagsOf(parser), bare: true}
    })
  setExamples(root, rootExamples)
  const groups = new Map<string, Parser>()
  for (const specification of table) {
    const path = specification.name.split(' ')
    const parent = groupParser(root, path.slice(0, -1), groups, page)
    const parser = base(new Parser(path.at(-1)!), page)
    describe(parser, specification)
    parser.action((...args: unknown[]) => {
      request = {kind: 'command', specification, input: inputOf(parser, specification, args), flags: flagsOf(parser), bare: false}
    })
    parent.addCommand(parser)
    // `schedule poll` is a command, and the first words of others.
    groups.set(specification.name, parser)
  }
  try {
    root.parse(words, {from: 'user'})
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0 || error.code === 'commander.help') return {kind: 'text', text: printed}
    throw usageFault(error, words)
  }
  return request ?? {kind: 'text', text: printed}
}

/** `circle help`, `circle help member add`, `circle help dates`. */
function help(words: readonly string[], columns: number): Request {
  const word = words[0] ?? ''
  const topic = Object.hasOwn(topics, word) ? topics[word] : undefined
  if (topic !== undefined) return {kind: 'text', text: narrowed(topic, columns), ...(Object.hasOwn(topicTemplates, word) ? {template: topicTemplates[word]!} : {})}
  refuseUnknownHelp(words)
  return readCommandLine([...words.filter((word) => !word.startsWith('-')), '--help'], columns)
}

/** `circle help` with a word that is neither a command nor a topic. */
function refuseUnknownHelp([first, second, third]: readonly string[]): void {
  const known = (name: string): boolean => table.some((candidate) => candidate.name === name || candidate.name.startsWith(`${name} `))
  for (const [word, name, before] of [[first, first, ''], [second, `${first} ${second}`, `${first} `], [third, `${first} ${second} ${third}`, `${first} ${second} `]] as const) {
    if (word === undefined || word.startsWith('-')) return
    if (known(name ?? '')) continue
    const words = table.map((candidate) => candidate.name).filter((candidate) => candidate.startsWith(before)).map((candidate) => candidate.slice(before.length).split(' ')[0]!)
    const meant = nearest(word, [...new Set(words), ...(before === '' ? Object.keys(topics) : [])])
    throw new Fault('usage', `there is no help on ${name}`, {hint: meant === undefined ? '`circle help` lists the commands and topics' : `did you mean \`circle help ${before}${meant}\`?`})
  }
}

/** A word after `circle` or `circle member` that is no command. */
function refuseUnknown(parser: Parser, before: string): void {
  const word = parser.args[0]
  if (word === undefined) return
  const meant = (before === '' ? byAnotherName(word) : undefined) ?? nearest(word, parser.commands.map((command) => command.name()))
  throw new Fault('usage', `there is no command \`circle ${before}${word}\``, {
    hint: meant === undefined ? `\`circle ${before}--help\` lists the commands` : `did you mean \`circle ${before}${meant}\`?`,
  })
}

/** What people call a command who know git or other programs, or who leave out its first words (`circle leave`). */
function byAnotherName(word: string): string | undefined {
  const known: Readonly<Record<string, string>> = {clone: 'join', publish: 'share', pull: 'sync', push: 'sync', commit: 'sync', save: 'sync', revert: 'undo', calendar: 'ics'}
  if (Object.hasOwn(known, word)) return known[word]
  const endings = table.map(({name}) => name).filter((name) => name.endsWith(` ${word}`))
  // Of `schedule cancel` and `schedule poll cancel` the plainer one.
  const fewest = [2, 3].map((count) => endings.filter((name) => name.split(' ').length === count)).find((found) => found.length > 0)
  return fewest?.length === 1 ? fewest[0] : undefined
}

/** Where help goes, and how wide that is. */
interface Page {
  readonly print: (text: string) => void
  readonly columns: number
}

function base(parser: Parser, {print, columns}: Page): Parser {
  parser
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError(true)
    .configureOutput({writeOut: print, writeErr: print, outputError: () => {}, getOutHelpWidth: () => columns, getErrHelpWidth: () => columns})
    .configureHelp({formatHelp: helpText})
    .helpCommand(false)
    .helpOption('-h, --help', 'this help')
  for (const {flags, about} of commonOptions) {
    const option = new ParserOption(flags, about).helpGroup('Everywhere:')
    // `--no-commit` must not share a value with the `--commit` of `circle gather`.
    if (option.negate) option.attributeName = () => negated(option.name().replace(/^no-/, ''))
    parser.addOption(option)
  }
  return parser
}

const negated = (name: string): string => `no${name.charAt(0).toUpperCase()}${name.slice(1)}`

function groupParser(root: Parser, words: readonly string[], groups: Map<string, Parser>, page: Page): Parser {
  if (words.length === 0) return root
  const word = words.join(' ')
  const known = groups.get(word)
  if (known !== undefined) return known
  const about = groupAbout[word]!
  const parser = base(new Parser(words.at(-1)!), page).allowExcessArguments(true).summary(about).description(`${about.charAt(0).toUpperCase()}${about.slice(1)}.`)
  parser.helpGroup(`${table.find((candidate) => candidate.name.startsWith(`${word} `))!.group}:`)
  const examples = table.filter((candidate) => candidate.name.startsWith(`${word} `)).map((candidate) => candidate.examples[0]!)
  setExamples(parser, examples.slice(0, 3))
  parser.action(() => {
    refuseUnknown(parser, `${word} `)
    parser.outputHelp()
  })
  groupParser(root, words.slice(0, -1), groups, page).addCommand(parser)
  groups.set(word, parser)
  return parser
}

function describe(parser: Parser, specification: Specification): void {
  const about = specification.about.charAt(0).toUpperCase() + specification.about.slice(1)
  parser.summary(specification.about).description([`${about}.`, specification.details].filter(Boolean).join('\n'))
  parser.helpGroup(`${specification.group}:`)
  for (const argument of specification.arguments ?? []) {
    parser.argument(argument.required ? `<${argument.name}>` : `[${argument.name}]`, argument.about)
  }
  for (const option of specification.options ?? []) {
    const parserOption = new ParserOption(option.flags, option.about)
    if (option.many) parserOption.argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value])
    parser.addOption(parserOption)
  }
  setExamples(parser, specification.examples)
}

function inputOf(parser: Parser, specification: Specification, args: readonly unknown[]): Input {
  const input: Record<string, string | readonly string[] | boolean | undefined> = {}
  for (const [index, argument] of (specification.arguments ?? []).entries()) input[argument.name] = args[index] as string | undefined
  const own = new Set((specification.options ?? []).map((option) => new ParserOption(option.flags).attributeName()))
  for (const [key, value] of Object.entries(parser.opts())) if (own.has(key)) input[key] = value as string
  return input
}

function flagsOf(parser: Parser): CommonFlags {
  const set: Record<string, unknown> = {}
  for (let at: Parser | null = parser; at !== null; at = at.parent) {
    for (const [key, value] of Object.entries(at.opts())) {
      if (at.getOptionValueSource(key) === 'cli' && !(key in set)) set[key] = value
    }
  }
  const own = (key: string): string | undefined => set[key] as string | undefined
  return {
    ...(own('dir') === undefined ? {} : {dir: own('dir')!}),
    ...(own('as') === undefined ? {} : {as: own('as')!}),
    json: set.json === true,
    dryRun: set.dryRun === true,
    commit: set.noCommit !== false,
    yes: set.yes === true,
    quiet: set.quiet === true,
    color: set.noColor !== false,
    verbose: set.verbose === true,
  }
}

/** Commander's words ("error: unknown option '--jsn'", "(Did you mean --json?)") as a fault of ours. */
function usageFault(error: CommanderError, words: readonly string[]): Fault {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const meant = suggestion?.match(/\((Did you mean .*)\)/)?.[1]
  const plain = words.filter((word) => /^[a-z][a-z-]*$/.test(word))
  const named = [plain.slice(0, 3), plain.slice(0, 2), plain.slice(0, 1)].map((each) => each.join(' ')).find((each) => table.some(({name}) => name === each))
  const unquoted = error.code === 'commander.excessArguments' ? table.find(({name, arguments: taken = []}) => name === named && taken.length > 0) : undefined
  const quotes = unquoted?.examples.map(([line]) => line).find((line) => line.includes('"'))
  if (quotes !== undefined) return new Fault('usage', first, {hint: `put words that belong together in quotes, as in ${quotes}`})
  const example = error.code === 'commander.missingArgument' ? table.find(({name}) => name === named)?.examples[0]?.[0] : undefined
  const page = `\`circle ${named === undefined ? '' : `${named} `}--help\` shows how it is used`
  return new Fault('usage', first, {hint: meant ?? (example === undefined ? page : `for example: ${example}. ${page}`)})
}
