/** Addresses of remotes: which texts are one, which of them lie on this computer, and how one is shown. Runs nothing. */
import {homedir} from 'node:os'
import {isAbsolute, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import {Fault} from '../model/fault.ts'

const schemes = new Set(['ssh', 'git+ssh', 'ssh+git', 'https', 'http', 'git', 'file'])
const forms = 'give one such as git@host:us/apron.git, https://host/us/apron.git, or the path of a folder'

/**
 * The address as it may be stored and given to git: `text` itself, or for a path counted from `folder` the absolute one.
 * Throws a `usage` fault for what git would take for an option or a program, or what holds a password.
 */
export function requireUrl(text: string, folder?: string): string {
  const url = text.trim()
  if (url === '') throw new Fault('usage', 'the address is empty', {hint: forms})
  // Control characters would be read as another line, or obeyed by a terminal.
  if (/[\p{Cc}\u2028\u2029]/u.test(url)) throw new Fault('usage', 'the address holds control characters', {hint: forms})
  if (url.startsWith('-')) throw new Fault('usage', `${url} is not an address: git would take it for an option`, {hint: 'a folder of that name is written ./-name'})
  if (/^[A-Za-z0-9][A-Za-z0-9+.-]*::/.test(url)) throw new Fault('usage', `${shownUrl(url)} would make git run a program of that name`, {hint: forms})
  const scheme = schemeOf(url)
  if (scheme !== undefined && !schemes.has(scheme)) throw new Fault('usage', `${shownUrl(url)} is of a kind that circle does not use (${scheme})`, {hint: forms})
  if (hasSecret(url)) {
    throw new Fault('usage', `${shownUrl(url)} holds a password or token, which every file and log that names it would tell`, {
      hint: `leave it out (${withoutSecret(url)}), and let git ask for it: git config --global credential.helper cache`,
    })
  }
  return folder === undefined || !isPath(url) ? url : absolutePath(url, folder)
}

/** The text with passwords and tokens of the URLs in it made unreadable. For everything that is shown. */
export function shownUrl(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)([^\s/]*)@/gi, (whole, scheme: string, user: string) => {
      const [name = '', ...secret] = user.split(':')
      if (secret.length > 0) return `${scheme}${isToken(name) ? '…' : name}:…@`
      return isToken(name) ? `${scheme}…@` : whole
    })
    .replace(/([?&](?:[a-z]+_)?(?:token|password|key)=)[^&\s']+/gi, '$1…')
}

/** The folder that an address on this computer names, absolute; undefined for one that lies elsewhere. */
export function localPath(url: string, folder: string): string | undefined {
  if (/^file:/i.test(url)) return pathOfFile(url)
  return isPath(url) ? absolutePath(url, folder) : undefined
}

/** The machine that an address leads to, as it is written there; undefined for a path. */
export function hostOf(url: string): string | undefined {
  if (isPath(url) || schemeOf(url) === 'file') return undefined
  const rest = url.replace(/^[a-z+]+:\/\//i, '').replace(/^[^/]*@/, '')
  return /^\[([^\]]+)\]|^([^/:]+)/.exec(rest)?.slice(1).find((part) => part !== undefined)
}

/** True for a path on this computer, by git's own rule: no colon before the first slash. (connect.c, url_is_local_not_ssh) */
function isPath(url: string): boolean {
  if (schemeOf(url) !== undefined) return false
  return !/^[^/]*:/.test(url) || /^[A-Za-z]:[\\/]/.test(url) || url.startsWith('\\\\')
}

function absolutePath(path: string, folder: string): string {
  // The shell leaves ~ alone in `--url=~/x`.
  const whole = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
  return !isAbsolute(whole) && /^[A-Za-z]:[\\/]|^\\\\/.test(whole) ? whole : resolve(folder, whole)
}

function pathOfFile(url: string): string | undefined {
  try {
    return fileURLToPath(url)
  } catch (error) {
    // Another machine's file, or escapes that make no path: not a folder here.
    if (error instanceof TypeError || error instanceof URIError) return undefined
    throw error
  }
}

function schemeOf(url: string): string | undefined {
  return /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase()
}

/** What stands before the @ of a URL. */
function userOf(url: string): string | undefined {
  return /^[a-z+]+:\/\/([^/]*)@/i.exec(url)?.[1]
}

function hasSecret(url: string): boolean {
  const user = userOf(url)
  return (user !== undefined && (user.includes(':') || isToken(user))) || /[?&](?:[a-z]+_)?(?:token|password|key)=/i.test(url)
}

/** A token may stand where a user's name does. */
function isToken(user: string): boolean {
  return /^(gh[a-z]_|github_pat_|glpat-|x-oauth)/i.test(user) || (user.length >= 20 && /\d/.test(user) && /^[\w-]+$/.test(user))
}

function withoutSecret(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/]*@/i, '$1').replace(/\?.*$/, '')
}
