import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer as createHttp} from 'node:http'
import {createServer} from 'node:net'
import type {AddressInfo, Server} from 'node:net'
import {join} from 'node:path'
import {afterEach, beforeAll, describe, expect, it} from 'vitest'
import {limitFrom, networkOptions} from '../../src/git/manner.ts'
import {fetchFrom, linkOf, pushTo, tipsOf} from '../../src/git/network.ts'
import {refusalOf, wasMoved} from '../../src/git/refusal.ts'
import {git} from '../../src/git/run.ts'
import {readSettings} from '../../src/git/settings.ts'
import {readHead} from '../../src/git/state.ts'
import {networkFault} from '../../src/git/trouble.ts'
import {interrupt} from './interrupt.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'

const manner = {asks: false}
const servers: Server[] = []
const changed = ['CIRCLE_NETWORK_LIMIT', 'GIT_SSH_COMMAND', 'GIT_SSH', 'GIT_ASKPASS', 'SSH_ASKPASS']

beforeAll(() => {
  ownSettings()
})

afterEach(() => {
  for (const name of changed) delete process.env[name]
  for (const server of servers.splice(0)) server.close()
})

/** What fetching from, and sending to, `url` says, with the hint: `message | hint`. */
async function said(url: string): Promise<{fetched: string; sent: string}> {
  const box = sandbox({'a.yaml': '1'})
  box.git('config', 'remote.origin.url', url)
  const link = linkOf(box.repository, await readSettings(box.root), await readHead(box.repository))
  return {fetched: await words(fetchFrom(box.repository, link, manner)), sent: await words(pushTo(box.repository, link, box.git('rev-parse', 'HEAD').trim(), manner))}
}

async function words(work: Promise<unknown>): Promise<string> {
  return work.then(
    (value) => `no fault: ${String(value)}`,
    (error: Error & {kind?: string; hint?: string}) => (error.kind === 'git' ? `${error.message} | ${error.hint}` : `${error.kind}: ${error.stack}`),
  )
}

async function listen(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A program to stand for ssh that says what ssh or a server would, and ends as ssh does. */
function ssh(text: string): void {
  const path = join(folder(), 'ssh')
  writeFileSync(path, `#!/bin/sh\ncat >&2 <<'END'\n${text}\nEND\nexit 255\n`)
  chmodSync(path, 0o755)
  process.env.GIT_SSH_COMMAND = path
}

describe('a machine that cannot be reached', () => {
  it.each([
    ['ssh://127.0.0.1:1/x'], ['http://127.0.0.1:1/x'], ['git://127.0.0.1:1/x'],
  ])('takes no connections at %s', async (url) => {
    const {fetched, sent} = await said(url)
    expect(fetched).toBe('127.0.0.1 does not take connections | try again later, or set the new address: git remote set-url origin <url>')
    expect(sent).toBe(fetched)
  })

  it.each([
    ['ssh: Could not resolve hostname nowhere: Name or service not known', /^there is no machine called nowhere to be found \| are you online/],
    ['ssh: connect to host nowhere port 22: No route to host', /^there is no way through the network to nowhere \| look whether this computer is online/],
    ['ssh: connect to host nowhere port 22: Connection timed out', /^nowhere does not answer \|/],
    ['Host key verification failed.', /^ssh does not know nowhere yet \| connect once at a terminal, and compare the key that it shows: ssh git@nowhere$/],
    ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', /^nowhere shows another key than before.* Only if they changed it: ssh-keygen -R nowhere$/],
    ['git@nowhere: Permission denied (publickey).', /^nowhere does not let you in: no ssh key of yours fits \| is your key locked by a passphrase\? Unlock it: ssh-add\. .* ssh -T git@nowhere$/],
    ['ERROR: Repository not found.', /^there is no repository at git@nowhere:us\/x, or none that you may see \|/],
    ['kex_exchange_identification: Connection closed by remote host', /^the connection to nowhere broke off \| run the same command again$/],
    ['ERROR: something new', /^the connection to nowhere broke off|^git could not .* something new/],
  ])('over ssh says: %s', async (text, expected) => {
    ssh(text)
    const {fetched, sent} = await said('git@nowhere:us/x')
    expect(fetched).toMatch(expected)
    expect(sent).toMatch(expected)
  })

  it('lets in for reading, but not for writing', async () => {
    ssh('ERROR: Permission to us/x.git denied to bo.')
    const {fetched, sent} = await said('git@nowhere:us/x')
    expect(fetched).toBe('you may not read git@nowhere:us/x | ask whoever owns it to let you in')
    expect(sent).toBe('you may not write to git@nowhere:us/x | ask whoever owns it to let you in')
  })
})

describe('a web server', () => {
  const answering = async (status: number, headers: Record<string, string> = {}): Promise<string> => {
    const port = await listen(createHttp((_, response) => response.writeHead(status, headers).end('<html>\n<p>Please log in</p>\n</html>\n')))
    return `http://127.0.0.1:${port}/us/x`
  }

  it('that asks who one is gets no answer off a terminal, and nothing is started to ask', async () => {
    const trace = join(folder(), 'asked')
    const ask = join(folder(), 'ask')
    writeFileSync(ask, `#!/bin/sh\ntouch ${trace}\necho x\n`)
    chmodSync(ask, 0o755)
    process.env.GIT_ASKPASS = ask
    process.env.SSH_ASKPASS = ask
    ownSettings(`[user]\n\tname = Test\n\temail = t@example.org\n[core]\n\taskPass = ${ask}\n`)
    const {fetched, sent} = await said(await answering(401, {'WWW-Authenticate': 'Basic realm="x"'}))
    expect(fetched).toBe('127.0.0.1 asks who you are, and nothing here can tell it | run the same at a terminal, or have git keep the answer: git config --global credential.helper cache')
    expect(sent).toBe(fetched)
    expect(existsSync(trace)).toBe(false)
    const url = await answering(401, {'WWW-Authenticate': 'Basic realm="x"'})
    expect(await words(tipsOf(folder(), url, {asks: true}))).toMatch(/^127.0.0.1 does not accept the name and password, or the token \|/)
    expect(existsSync(trace)).toBe(true)
    ownSettings()
  })

  it('that knows the name and password not gets another word', async () => {
    ownSettings('[user]\n\tname = Test\n\temail = t@example.org\n[credential]\n\thelper = "!f() { echo username=a; echo password=hunter2; }; f"\n')
    const {fetched} = await said(await answering(401, {'WWW-Authenticate': 'Basic realm="x"'}))
    ownSettings()
    expect(fetched).toMatch(/^127.0.0.1 does not accept the name and password, or the token \| run the same at a terminal/)
    expect(fetched).not.toContain('hunter2')
  })

  it.each([
    [403, /^you may not read http:\/\/127.0.0.1:\d+\/us\/x \| ask whoever owns it/, /^you may not write to http/],
    [404, /^there is no repository at http:\/\/127.0.0.1:\d+\/us\/x, or none that you may see \| has it moved\?/, /^there is no repository/],
    [503, /^127.0.0.1 has trouble of its own \(503\) \| run the same command again later$/, /trouble of its own \(503\)/],
    [200, /^there is no repository at/, /^there is no repository at/],
  ])('that answers %d', async (status, read, write) => {
    const {fetched, sent} = await said(await answering(status))
    expect(fetched).toMatch(read)
    expect(sent).toMatch(write)
  })

  it('without a sound certificate', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined).end('no tls here\n')))
    expect((await said(`https://127.0.0.1:${port}/x`)).fetched).toMatch(/^no secure connection to 127.0.0.1 came about: .* \| look whether the date of this computer is right/)
  })

  it('is not given a password that stands in the address', async () => {
    const {fetched, sent} = await said('https://ann:hunter2@127.0.0.1:1/x')
    expect(fetched).toBe('the address https://ann:…@127.0.0.1:1/x holds a password, which circle does not hand on | set it without: git remote set-url origin https://127.0.0.1:1/x')
    expect(sent).toBe(fetched)
  })

  it('that hangs up', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined).destroy()))
    expect((await said(`git://127.0.0.1:${port}/x`)).fetched).toBe('the connection to 127.0.0.1 broke off | run the same command again')
  })
})

describe('a machine that never answers', () => {
  it.each(['http', 'git', 'ssh'])('is given up at the limit over %s, with all that git started', async (scheme) => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined)))
    const marker = `circle-${scheme}-${port}`
    process.env.CIRCLE_NETWORK_LIMIT = '1'
    const start = Date.now()
    const spoken = await words(tipsOf(folder(), `${scheme}://127.0.0.1:${port}/${marker}`, manner))
    expect(spoken).toBe('127.0.0.1 did not answer to the end within 1 second, and was given up | look whether this computer is online. To wait longer: CIRCLE_NETWORK_LIMIT=5')
    expect(Date.now() - start).toBeLessThan(20_000)
    expect(running(marker)).toEqual([])
  })

  it('holds nobody up who says stop', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => undefined)))
    const marker = `circle-stop-${port}`
    const asked = tipsOf(folder(), `git://127.0.0.1:${port}/${marker}`, manner)
    void interrupt()
    await expect(asked).rejects.toMatchObject({kind: 'interrupted'})
    expect(running(marker)).toEqual([])
    expect(process.listenerCount('SIGINT')).toBe(0)
  })

  it('leaves no helper behind that ignores the wish to end', async () => {
    const marker = `circle-stubborn-${Date.now()}`
    const helper = join(folder(), marker)
    writeFileSync(helper, '#!/bin/sh\ntrap "" TERM INT\nwhile :; do sleep 0.2; done\n')
    chmodSync(helper, 0o755)
    process.env.GIT_SSH_COMMAND = helper
    process.env.CIRCLE_NETWORK_LIMIT = '0.5'
    expect(await words(tipsOf(folder(), 'git@nowhere:x', manner))).toMatch(/did not answer to the end within 0.5 seconds/)
    expect(running(marker)).toEqual([])
  })
})

describe('a program that git leaves behind with its output open', () => {
  it('does not hold up a call that is done', async () => {
    const start = Date.now()
    const box = sandbox()
    const answer = await git(box.root, ['leave'], {settings: ['alias.leave=!echo done; sleep 60 &'], ownGroup: true})
    expect(answer.stdout.toString()).toBe('done\n')
    expect(Date.now() - start).toBeLessThan(30_000)
  })
})

/** Processes whose command line holds the marker. */
function running(marker: string): string[] {
  return execFileSync('ps', ['-eo', 'pid,stat,args'], {encoding: 'utf8'}).split('\n').filter((line) => line.includes(marker) && !/^\s*\d+ Z/.test(line))
}

describe('how git may behave', () => {
  const options = (asks: boolean, kind?: 'clone'): ReturnType<typeof networkOptions> => networkOptions({url: 'git@host:x'}, {asks}, [], kind)

  it('off a terminal: a group of its own, ssh that asks nothing, two minutes, ten for a clone', () => {
    expect(options(false)).toMatchObject({asks: false, ownGroup: true, limitMs: 120_000, env: {GIT_SSH_COMMAND: 'ssh -o BatchMode=yes'}})
    expect(options(false, 'clone').limitMs).toBe(600_000)
  })

  it('at a terminal: in the terminal\'s group, so that ssh can ask there, and longer', () => {
    expect(options(true)).toMatchObject({asks: true, ownGroup: false, limitMs: 600_000, env: {}})
    expect(options(true, 'clone').limitMs).toBe(1_800_000)
  })

  it('leaves the user\'s own way of calling ssh alone', () => {
    expect(networkOptions({url: 'x'}, manner, [{scope: 'global', name: 'core.sshcommand', value: 'ssh -i key'}]).env).toEqual({})
    process.env.GIT_SSH = 'plink'
    expect(options(false).env).toEqual({})
  })

  it('takes the limit from the environment before all else', () => {
    process.env.CIRCLE_NETWORK_LIMIT = '7.5'
    expect(networkOptions({url: 'x'}, {asks: true, limitMs: 5}, []).limitMs).toBe(7500)
    expect([limitFrom(''), limitFrom('0'), limitFrom('30')]).toEqual([undefined, 0, 30_000])
    for (const text of ['soon', '-1', '1e3', '2 s']) expect(() => limitFrom(text)).toThrow(expect.objectContaining({kind: 'usage', message: `CIRCLE_NETWORK_LIMIT is not a number of seconds: ${text}`}))
  })
})

describe('what a remote answers to a push', () => {
  const answer = (reason: string, stderr = ''): Parameters<typeof refusalOf>[0] => ({status: 1, stdout: Buffer.from(`To host:x\n!\tabc:refs/heads/main\t${reason}\nDone\n`), stderr})
  const peer = {url: 'git@host:us/x.git', remote: 'origin', sends: true}

  it.each([
    '[rejected] (fetch first)', '[rejected] (non-fast-forward)', '[remote rejected] (cannot lock ref \'refs/heads/main\': is at 1 but expected 2)',
    '[remote rejected] (incorrect old value provided)', '[remote rejected] (failed to update ref)', '[remote rejected] (failed to lock)',
  ])('%s: somebody was first', (reason) => {
    expect(wasMoved(answer(reason))).toBe(true)
  })

  it.each([
    ['[remote rejected] (pre-receive hook declined)', 'remote: error: GH006: Protected branch update failed for refs/heads/main.', /^a rule of git@host:us\/x.git refused what was sent: GH006: Protected branch update failed/],
    ['[remote rejected] (protected branch hook declined)', '', /^a rule of .* refused what was sent: protected branch hook declined$/],
    ['[remote rejected] (shallow update not allowed)', '', /does not take commits from a clone that is cut short/],
    ['[remote rejected] (unpacker error)', 'remote: error: insufficient permission for adding an object to repository database ./objects\nremote: fatal: failed to write object', /^you may not write to git@host:us\/x.git$/],
    ['[remote rejected] (unpacker error)', 'remote: fatal: write error: No space left on device', /^the disk is full at host$/],
    ['[remote rejected] (failed to update ref)', 'remote: error: cannot lock ref \'refs/heads/main\': Unable to create \'/x/main.lock\': Permission denied', /^you may not write/],
    ['[remote rejected] (failed to update ref)', 'remote: error: cannot lock ref \'refs/heads/main\': Unable to create \'/x/main.lock\': Read-only file system', /^you may not write/],
    ['[remote rejected] (deny updating a hidden ref)', '', /^git@host:us\/x.git refused what was sent: deny updating a hidden ref$/],
  ])('%s %s', (reason, stderr, message) => {
    expect(wasMoved(answer(reason, stderr))).toBe(false)
    expect(refusalOf(answer(reason, stderr), peer, true)).toMatchObject({kind: 'git', message: expect.stringMatching(message), hint: expect.stringMatching(/\w/)})
  })
})

describe('trouble of this computer\'s own', () => {
  it('is not laid at the remote\'s door', () => {
    const peer = {url: 'git@host:x', remote: 'origin'}
    expect(networkFault('error: file write error: No space left on device\nfatal: unpack-objects failed', peer)).toMatchObject({kind: 'system', message: 'the disk is full, so git could not write'})
    expect(networkFault('remote: fatal: No space left on device', peer)).toMatchObject({kind: 'git', message: 'the disk is full at host'})
  })

  it('of a kind never seen before is passed on in one line', () => {
    const fault = networkFault(`warning: x\nfatal: ${'strange '.repeat(100)}\n`, {url: 'git@host:x', remote: 'origin'})
    expect(fault.message).toMatch(/^git could not fetch from git@host:x: strange strange/)
    expect(fault.message.length).toBeLessThan(400)
  })

  it('is not read out of the name of a repository', () => {
    const url = '/media/timeout-TLS-403/x.git'
    expect(networkFault(`fatal: '${url}' does not appear to be a git repository\n`, {url, remote: 'origin'}).message).toBe(`there is no repository at ${url}, or none that you may see`)
  })

  it('hides passwords even in the details that --verbose shows', () => {
    const fault = networkFault('fatal: unable to access \'https://bo:hunter2@host/x\': odd', {url: 'https://host/x'})
    expect(`${fault.message} ${fault.hint} ${String(fault.cause)}`).not.toContain('hunter2')
  })

  it('is named by its path where git finds another owner', () => {
    expect(networkFault('fatal: detected dubious ownership in repository at \'/media/stick/x.git\'\n', {url: '/media/stick/x.git', remote: 'origin'})).toMatchObject({
      message: '/media/stick/x.git belongs to another user of this computer, so git does not read it', hint: 'if you trust it: git config --global --add safe.directory \'/media/stick/x.git\'',
    })
    expect(networkFault('fatal: detected dubious ownership in repository at \'/srv/x.git\'\n', {url: 'ssh://host/srv/x.git', remote: 'origin'}).message).toBe('git at host does not read /srv/x.git, which belongs to another user there')
  })
})

it('is told where people look up what the environment may set', () => {
  expect(readFileSync(new URL('../../src/cli/topics.ts', import.meta.url), 'utf8')).toContain('CIRCLE_NETWORK_LIMIT')
})
