import {Fault, placeText} from '../model/fault.ts'
import type {CommonFlags} from './command.ts'
import type {World} from './context.ts'
import {exitStatus} from './exit.ts'
import {readCommandLine} from './program.ts'
import type {Block} from './terminal/lines.ts'

/** Runs one command line and gives its exit status. Every fault ends here as two lines on stderr, never as a stack. */
export async function start(words: readonly string[], world: World): Promise<number> {
  let flags: CommonFlags | undefined
  try {
    const columns = world.stdout.isTTY === true ? world.stdout.columns : undefined
    const request = readCommandLine(words, columns)
    if (request.kind === 'text') {
      const template = request.template === undefined ? '' : (await import('./shipped.ts')).shippedTemplate(request.template)
      world.stdout.write(request.text + template)
      return 0
    }
    flags = request.flags
    const [{run}, {contextOf}] = await Promise.all([import('./run.ts'), import('./context.ts')])
    return await run(request, contextOf(world, flags))
  } catch (error) {
    return await report(await asFault(error), world, flags)
  }
}

/** Says on stderr that standard output took no more, and why. */
export async function reportUnprinted(error: unknown, world: World): Promise<void> {
  const fault = (await import('../store/disk.ts')).diskFault(error, 'what was to be printed', 'written to its end')
  const hint = 'what stands there is cut off. Whatever else the command was to do is done'
  await report(fault instanceof Fault ? new Fault('system', fault.message, {hint, cause: error}) : fault, world, undefined)
}

async function asFault(error: unknown): Promise<unknown> {
  if (!(error instanceof Error)) return error
  // inquirer's words for Ctrl-C and for a prompt that was called off.
  if (['ExitPromptError', 'AbortPromptError', 'CancelPromptError'].includes(error.name)) return new Fault('interrupted', 'Cancelled. Nothing was changed.', {cause: error})
  // A disk that fails where nobody thought of it is no fault of the program.
  const {code = '', path} = error as NodeJS.ErrnoException
  if (!['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'].includes(code)) return error
  return (await import('../store/disk.ts')).diskFault(error, path ?? 'a file', 'used')
}

/** A hint; its further lines, as to be written in a file, stand below it, moved in so that none can pass for a line of ours. */
function hintBlocks(hint: string): Block[] {
  const [first = '', ...more] = hint.split('\n')
  return [[{text: 'hint: ', tone: 'faint'}, first], ...(more.length === 0 ? [] : [{text: more.map((line) => `  ${line}`).join('\n')}])]
}

async function report(error: unknown, world: World, flags: CommonFlags | undefined): Promise<number> {
  const [{printer, colours}, {bad, faint}] = await Promise.all([import('./terminal/print.ts'), import('./terminal/lines.ts')])
  const print = printer(world.stderr, colours(world.stderr, world.env, flags?.color === false))
  const wantsDetails = flags?.verbose === true || (world.env.DEBUG ?? '') !== ''
  const blocks: Block[] = []
  if (error instanceof Fault) {
    // A sentence that names the file itself needs no more than that.
    const said = error.place !== undefined && error.place.line === undefined && error.message.includes(error.place.file)
    const where = error.place === undefined || said ? '' : `${placeText(error.place)}: `
    if (error.kind === 'interrupted') blocks.push(error.message)
    else blocks.push([bad('error: '), where + error.message])
    if (error.hint !== undefined) blocks.push(...hintBlocks(error.hint))
  } else {
    blocks.push([bad('error: '), `circle itself failed: ${error instanceof Error ? error.message : String(error)}`])
    blocks.push([faint('hint: '), 'this is a fault of the program, not yours; please report it with what --verbose shows'])
  }
  if (wantsDetails && error instanceof Error) blocks.push({text: error.stack ?? ''}, ...(error.cause instanceof Error ? [{text: `caused by ${error.cause.stack}`}] : []))
  print.blocks(blocks)
  return error instanceof Fault ? exitStatus[error.kind] : 1
}
