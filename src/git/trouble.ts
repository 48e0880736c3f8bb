/** What git, ssh or a server says when sharing fails, in words for a person: what happened, and one thing to do. */
import {Fault} from '../model/fault.ts'
import {hostOf, shownUrl} from './address.ts'
import {diskTrouble} from './run.ts'

/** Whom git was talking to. */
export interface Peer {
  readonly url: string
  /** The remote's name; undefined where the address is not that of a remote yet. */
  readonly remote?: string
  /** True when something was being sent. */
  readonly sends?: boolean
}

type Words = readonly [message: string, hint: string]

interface Scene extends Peer {
  /** The machine, or the path. */
  readonly who: string
  readonly shown: string
  readonly ssh: string
  /** How to look at the address, or change it. */
  readonly address: string
  /** The lines that say why. */
  readonly said: string
}

/** In this order: what git adds itself ("Could not read from remote repository") comes with most of them. The first that fits counts. */
const troubles: readonly (readonly [RegExp, (scene: Scene, found: RegExpExecArray) => Words])[] = [
  [/plaintext credentials/, ({shown, remote = 'origin'}) => [
    `the address ${shown} holds a password, which circle does not hand on`, `set it without: git remote set-url ${remote} ${shown.replace(/\/\/[^@/]*@/, '//')}`,
  ]],
  [/transport '([^']*)' not allowed/, ({url, shown, address}, found) => url.startsWith(found[1] ?? '') ? [
    `${shown} is of a kind that circle does not use (${found[1]})`, address,
  ] : [
    `git's settings make another address of ${shown}, of a kind that circle does not use (${found[1]})`, "look at them, and take out what you did not mean: git config --show-origin --get-regexp '^url|pushurl'",
  ]],
  [/strange (?:pathname|hostname|port) '.*' blocked/, ({shown, address}) => [`${shown} is no address that git goes to: it looks like an option`, address]],
  [/detected dubious ownership in repository at '([^']*)'/, ({url, who}, found) => hostOf(url) === undefined ? [
    `${found[1]} belongs to another user of this computer, so git does not read it`, `if you trust it: git config --global --add safe.directory '${found[1]}'`,
  ] : [
    `git at ${who} does not read ${found[1]}, which belongs to another user there`, `ask whoever runs it to give you the folder, or to type there: git config --global --add safe.directory '${found[1]}'`,
  ]],
  [/cannot run ssh|ssh: (command )?not found|remote-https?' is not a git command|unable to find remote helper for '(https?)'/, ({who}) => [
    `this computer lacks the program that would reach ${who}`, 'install ssh, or all of git, as your system does',
  ]],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED/, ({who, ssh}) => [
    `${who} shows another key than before, so it may be another machine`, `ask whoever runs it. Only if they changed it: ssh-keygen -R ${/[^@]*$/.exec(ssh.replace(/^-p \d+ /, ''))?.[0] ?? who}`,
  ]],
  [/Host key verification failed/, ({who, ssh}) => [`ssh does not know ${who} yet`, `connect once at a terminal, and compare the key that it shows: ssh ${ssh}`]],
  [/[Cc]ould not resolve (?:host|proxy)|unable to look up|Name or service not known|nodename nor servname|[Tt]emporary failure in name resolution|No address associated/, ({who, address}) => [
    `there is no machine called ${who} to be found`, `are you online? If so, ${address}`,
  ]],
  [/No route to host|Network is (unreachable|down)|Host is down/, ({who}) => [`there is no way through the network to ${who}`, 'look whether this computer is online, then run the same command again']],
  [/timed out|Timeout was reached|timeout/, ({who}) => [`${who} does not answer`, 'look whether this computer is online, then run the same command again']],
  [/SSL certificate problem|certificate verif|SSL_|SSL routines|gnutls_handshake|schannel|server certificate|local issuer certificate|TLS/, ({who, said}) => [
    `no secure connection to ${who} came about: ${said}`, 'look whether the date of this computer is right; else ask whoever runs that machine',
  ]],
  [/Connection refused|Failed to connect|Couldn't connect|unable to connect/, ({who, address}) => [`${who} does not take connections`, `try again later, or ${address}`]],
  [/terminal prompts disabled|could not read (Username|Password)/, ({who}) => [
    `${who} asks who you are, and nothing here can tell it`, 'run the same at a terminal, or have git keep the answer: git config --global credential.helper cache',
  ]],
  [/Authentication failed|error: 401|HTTP 401/, ({who}) => [`${who} does not accept the name and password, or the token`, 'run the same at a terminal with the right ones; a host such as GitHub wants a token for a password']],
  [/Permission denied \(|Too many authentication failures|No supported authentication methods/, ({who, ssh}) => [
    `${who} does not let you in: no ssh key of yours fits`, `is your key locked by a passphrase? Unlock it: ssh-add. Else give ${who} your public key, and try: ssh -T ${ssh}`,
  ]],
  [/error: 403|HTTP 403|Permission to \S+ denied|denied to|[Ww]rite access|not allowed to|ermission denied|insufficient permission|Read-only file system|read[- ]only|access rights.*denied/, ({shown, sends}) => [
    sends ? `you may not write to ${shown}` : `you may not read ${shown}`, 'ask whoever owns it to let you in',
  ]],
  [/No space left on device|[Dd]isk quota exceeded|Out of diskspace|disk full/, ({who}) => [`the disk is full at ${who}`, 'ask whoever runs it to make room, then run the same command again']],
  [/error: (429|5\d\d)|HTTP (429|5\d\d)|service unavailable/i, ({who}, found) => [`${who} has trouble of its own (${/\d{3}/.exec(found[0])?.[0] ?? 'it is not available'})`, 'run the same command again later']],
  [/does not appear to be a git repository|[Rr]epository .*not found|Repository not found|error: 404|not a git repository|No such (project|repository)|does not exist|No such file or directory|not valid: is this a git repository/, ({shown, address}) => [
    `there is no repository at ${shown}, or none that you may see`, `has it moved? ${capital(address)}`,
  ]],
  [/bad object (refs\/(?:remotes|circle)\/\S+)/, (_, found) => [
    `what this clone noted of the remote (${found[1]}) is damaged, as after a power cut`, `remove the note, and the next sync writes it anew: rm "$(git rev-parse --git-path ${found[1]})"`,
  ]],
  [/fsck|index-pack|unpack-objects|bad object|corrupt|inflate|bad pack/, ({shown, said}) => [`what came from ${shown} is damaged: ${said}`, 'tell whoever runs it: git fsck there shows more']],
  [/early EOF|hung up|unexpected disconnect|Connection (reset|closed)|closed by|Broken pipe|RPC failed|kex_exchange|Empty reply|Recv failure|protocol error|end of file|Could not read from remote/, ({who}) => [
    `the connection to ${who} broke off`, 'run the same command again',
  ]],
]

/** A `git` fault (`system` for this computer's own disk) that tells why talking to `peer` failed. */
export function networkFault(stderr: string, peer: Peer): Fault {
  const cause = new Error(shownUrl(stderr))
  const scene = sceneOf(stderr, peer)
  const own = hostOf(peer.url) === undefined ? undefined : diskTrouble(ownLines(stderr).join('\n'))
  if (own !== undefined && !/Permission denied \(/.test(stderr)) return own
  // A repository may be called `timeout`.
  const withoutUrl = stderr.replaceAll(peer.url, 'URL')
  for (const [pattern, meaning] of troubles) {
    const found = pattern.test(withoutUrl) ? pattern.exec(stderr) : null
    if (found === null) continue
    const [message, hint] = meaning(scene, found)
    return new Fault('git', shownUrl(message), {hint: shownUrl(hint), cause})
  }
  return new Fault('git', `git could not ${peer.sends ? 'send to' : 'fetch from'} ${scene.shown}: ${scene.said || 'it did not say why'}`, {hint: `try the same in plain git to see more, or ${scene.address}`, cause})
}

/** The fault for a remote that did not answer within `limitMs`. */
export function silentFault(limitMs: number, peer: Peer): Fault {
  const {who} = sceneOf('', peer)
  const seconds = limitMs / 1000
  return new Fault('git', `${who} did not answer to the end within ${seconds} ${seconds === 1 ? 'second' : 'seconds'}, and was given up`, {
    hint: `look whether this computer is online. To wait longer: CIRCLE_NETWORK_LIMIT=${Math.ceil(seconds * 5)}`,
  })
}

function sceneOf(stderr: string, peer: Peer): Scene {
  const {url, remote} = peer
  const shown = shownUrl(url)
  return {
    ...peer, shown, who: hostOf(url) ?? shown, ssh: sshTarget(url), said: saidIn(stderr),
    address: remote === undefined ? `look at the address again: ${shown}` : `set the new address: git remote set-url ${remote} <url>`,
  }
}

/** What ssh would be given to reach the same machine by hand. */
function sshTarget(url: string): string {
  const [, target = '', port] = /^[a-z+]+:\/\/([^/:]*|[^/[]*\[[^\]]*\])(?::(\d+))?(?:\/|$)/i.exec(url) ?? [undefined, url.replace(/:.*$/, ''), undefined]
  return port === undefined ? target : `-p ${port} ${target}`
}

/** Lines that the other side said, without git's mark before them. */
export function remoteLines(stderr: string): string[] {
  return stderr.split(/[\r\n]+/).flatMap((line) => /^remote: ?(.*)$/.exec(line)?.[1]?.trim() ?? []).filter((line) => line !== '')
}

function ownLines(stderr: string): string[] {
  return stderr.split(/[\r\n]+/).filter((line) => !line.startsWith('remote:'))
}

/** The lines that say why, on one line of a sane length, without passwords: the other side's own, else git's. */
export function saidIn(stderr: string): string {
  const own = ownLines(stderr).map((line) => line.trim()).filter((line) => line !== '' && !/^(hint:|To |Pushing |warning:|Done$)/.test(line) && !/failed to push some refs/.test(line))
  const errors = own.filter((line) => /^(fatal|error|ERROR):/.test(line))
  const all = remoteLines(stderr)
  const lines = all.length > 1 ? all.filter((line) => !line.startsWith('error: hook declined to update')) : all
  const told = (lines.length > 0 ? lines : errors.length > 0 ? errors : own.slice(-3)).map((line) => line.replace(/^(fatal|error|ERROR): ?/, ''))
  return cut(shownUrl([...new Set(told)].join(' ')))
}

function cut(text: string): string {
  const letters = [...text]
  return letters.length > 300 ? `${letters.slice(0, 300).join('')}…` : text
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
