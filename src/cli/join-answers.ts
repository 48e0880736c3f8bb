/** What joining asks: who somebody is, and whether they agree. Every question has a flag. */
import type {Circle} from '../model/circle.ts'
import type {Day} from '../model/day.ts'
import {Fault} from '../model/fault.ts'
import {forms} from '../model/forms.ts'
import {newMemberId, readPerson} from '../model/members.ts'
import type {CommonFlags, Input} from './command.ts'
import type {Context} from './context.ts'
import {firstJoin, knownAs, namesakeOf, owesAgreement, rejoin} from './join-member.ts'
import type {Joining} from './join-member.ts'
import type {Block} from './terminal/lines.ts'
import {strong} from './terminal/lines.ts'
import {formed, oneLine} from './typed.ts'

/** What is known before anybody is asked. */
interface Ground {
  readonly context: Context
  readonly circle: Circle
  readonly input: Input
  readonly flags: CommonFlags
  readonly today: Day
  /** What git knows of the person. */
  readonly known: {readonly name?: string; readonly email?: string}
}

/** Name, purpose and promises, for somebody who has not seen them yet. */
export function charterBlocks({charter: {name, purpose, promises = []}}: Circle): Block[] {
  return [
    strong(name),
    {text: purpose.trimEnd()},
    ...(promises.length === 0 ? [] : ['', 'What the members promise each other:', {table: promises.map((promise) => ['-', promise]), indent: 2}]),
    '',
  ]
}

/**
 * Who joins, after all questions. Throws `usage` where an answer is missing and there is no terminal, `interrupted` where
 * somebody does not agree.
 */
export async function askJoining(ground: Ground): Promise<Joining> {
  const {circle, input, flags, today} = ground
  const email = formed(input.email, '--email', forms.email) ?? (await emailOf(ground))
  const known = knownAs(circle, email, flags.as)
  if (known !== undefined) return agreed(ground, rejoin(circle, known, email, today))
  const name = nameTyped(input.name) ?? (await nameOf(ground))
  if (email === undefined || name === undefined) {
    const missing = [...(name === undefined ? ['--name "Your Name"'] : []), ...(email === undefined ? ['--email you@example.org'] : []), ...owedFlag(ground)]
    throw new Fault('usage', 'who joins? git knows no name and address here', {hint: `add ${missing.join(' ')}`})
  }
  const wanted = oneLine(input.id)
  const {namesake, other} = wanted === undefined ? await askNamesake(ground, name) : {}
  return agreed(ground, namesake === undefined ? firstJoin(circle, {name, email}, wanted ?? other, today) : rejoin(circle, namesake, email, today))
}

/** The address that git knows where it is a member's, or nobody can be asked; else what somebody answers. */
async function emailOf({context, circle, flags, known}: Ground): Promise<string | undefined> {
  const preset = known.email !== undefined && forms.email.fault(known.email) === undefined ? known.email : undefined
  if (!context.asks || flags.as !== undefined || knownAs(circle, preset, undefined) !== undefined) return preset
  const {askLine} = await import('./terminal/prompts.ts')
  return askLine({message: 'Your e-mail?', ...(preset === undefined ? {} : {default: preset}), fault: (text) => (text === '' ? 'an address is needed: it is how circle knows you' : emailFault(text))})
}

function emailFault(text: string): string | undefined {
  const fault = forms.email.fault(text)
  return fault === undefined ? undefined : `that ${fault}`
}

async function nameOf({context, known}: Ground): Promise<string | undefined> {
  const preset = known.name === undefined || nameFault(known.name) !== undefined ? undefined : readPerson(known.name).name
  if (!context.asks) return preset
  const {askLine} = await import('./terminal/prompts.ts')
  return nameTyped(await askLine({message: 'Your name?', ...(preset === undefined ? {} : {default: preset}), fault: (text) => (text === '' ? 'a name is needed' : nameFault(text))}))
}

function nameTyped(typed: Input[string]): string | undefined {
  const line = oneLine(typed)
  return line === undefined ? undefined : readPerson(line).name
}

function nameFault(text: string): string | undefined {
  try {
    readPerson(text)
    return undefined
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
}

/** Where a member of this name is here already: is it they who join now? Else they get an id of their own. */
async function askNamesake({context, circle}: Ground, name: string): Promise<{namesake?: string; other?: string}> {
  const id = namesakeOf(circle.members, name)
  if (id === undefined || !context.asks) return {}
  const {askYes} = await import('./terminal/prompts.ts')
  const {name: called, email} = circle.members.get(id)!
  const isSame = await askYes(`${called} (${id}${email === undefined ? '' : `, ${email}`}) is a member already. Is that you?`, email === undefined)
  return isSame ? {namesake: id} : {other: newMemberId(name, (candidate) => circle.members.has(candidate))}
}

/** Throws unless the promises are agreed to: by --agree, or by saying so. Nobody agrees by --yes. */
async function agreed({context, circle, input, flags}: Ground, joining: Joining): Promise<Joining> {
  if (!owesAgreement(circle.charter, circle.members.get(joining.id)) || input.agree === true || flags.dryRun) return joining
  if (!context.asks) throw new Fault('usage', 'whoever joins agrees to the promises above, and there is no terminal to ask at', {hint: 'read them, then add --agree'})
  const {askYes} = await import('./terminal/prompts.ts')
  if (!(await askYes('Do you agree to this?'))) throw new Fault('interrupted', 'You have not joined. Nothing was written.')
  return joining
}

function owedFlag({circle, input}: Ground): string[] {
  return owesAgreement(circle.charter, undefined) && input.agree !== true ? ['--agree'] : []
}
