import {execFileSync, spawn} from 'node:child_process'
import {chmodSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {IncomingMessage, Server, ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {checkOut, cloneInto} from '../../src/git/clone.ts'
import {fetchFrom, linkOf, pushTo} from '../../src/git/network.ts'
import type {Link} from '../../src/git/network.ts'
import {readSettings} from '../../src/git/settings.ts'
import {readHead} from '../../src/git/state.ts'
import type {Repository} from '../../src/git/find.ts'
import {folder, ownSettings, sandbox} from './sandbox.ts'

const manner = {asks: false}
const remote = join(folder(), 'apron.git')
let server: Server
let url = ''

/** Git's own program for web servers, as such a server runs it. (git-http-backend(1)) */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const {pathname, search} = new URL(request.url ?? '/', 'http://x')
  if (request.headers.authorization === undefined && pathname.startsWith('/locked/')) {
    response.writeHead(401, {'WWW-Authenticate': 'Basic realm="x"'}).end()
    return
  }
  if (pathname.startsWith('/readonly/') && (pathname.endsWith('/git-receive-pack') || search.includes('receive-pack'))) {
    response.writeHead(403).end('no')
    return
  }
  const env = {
    PATH: process.env.PATH, GIT_PROJECT_ROOT: dirname(remote), GIT_HTTP_EXPORT_ALL: '1', REMOTE_USER: 'ann', REQUEST_METHOD: request.method,
    PATH_INFO: pathname.replace(/^\/(locked|readonly)/, ''), QUERY_STRING: search.slice(1), CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '', HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
  }
  const backend = spawn('git', ['http-backend'], {env, stdio: ['pipe', 'pipe', 'ignore']})
  const parts: Buffer[] = []
  request.pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  backend.stdout.on('data', (part: Buffer) => parts.push(part))
  backend.on('close', () => {
    const whole = Buffer.concat(parts)
    const end = whole.indexOf('\r\n\r\n')
    const head = whole.toString('latin1', 0, end).split('\r\n').map((line) => line.split(': ') as [string, string])
    const status = head.find(([name]) => name === 'Status')?.[1]
    response.writeHead(status === undefined ? 200 : Number.parseInt(status, 10), Object.fromEntries(head.filter(([name]) => name !== 'Status'))).end(whole.subarray(end + 4))
  })
}

beforeAll(async () => {
  ownSettings()
  execFileSync('git', ['clone', '-q', '--bare', sandbox({'a.yaml': 'a: 1\n'}).root, remote])
  server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
})

async function cloned(path = '/apron.git'): Promise<{repository: Repository; link: Link; next: (subject: string) => string}> {
  const repository = await cloneInto(join(folder(), 'here'), `${url}${path}`, manner)
  await checkOut(repository)
  const link = linkOf(repository, await readSettings(repository.top), await readHead(repository))
  const next = (subject: string): string => execFileSync('git', ['-C', repository.top, 'commit-tree', '-p', link.tracking, '-m', subject, 'HEAD^{tree}'], {encoding: 'utf8'}).trim()
  return {repository, link, next}
}

describe('over http', () => {
  it('clones, fetches and publishes; who comes second has to merge first', async () => {
    const [ann, bo] = [await cloned(), await cloned()]
    const mine = ann.next('Ann')
    expect(await pushTo(ann.repository, ann.link, mine, manner)).toBe('through')
    const theirs = bo.next('Bo')
    expect(await pushTo(bo.repository, bo.link, theirs, manner)).toBe('moved')
    expect(await fetchFrom(bo.repository, bo.link, manner)).toBe(mine)
    expect(await pushTo(bo.repository, bo.link, theirs, manner)).toBe('moved')
    expect(await pushTo(bo.repository, bo.link, bo.next('Bo again'), manner)).toBe('through')
  })

  it('sends one of many at once, and tells the others', async () => {
    const ann = await cloned()
    const oids = ['1', '2', '3', '4', '5'].map((subject) => ann.next(subject))
    const answers = await Promise.all(oids.map((oid) => pushTo(ann.repository, ann.link, oid, manner)))
    expect(answers.toSorted()).toEqual(['moved', 'moved', 'moved', 'moved', 'through'])
  })

  it('tells what a hook there said, and runs nothing here', async () => {
    const ann = await cloned()
    const hook = join(remote, 'hooks/pre-receive')
    writeFileSync(hook, '#!/bin/sh\necho "ask Bo first" >&2\nexit 1\n')
    chmodSync(hook, 0o755)
    await expect(pushTo(ann.repository, ann.link, ann.next('No'), manner)).rejects.toMatchObject({kind: 'git', message: `a rule of ${url}/apron.git refused what was sent: ask Bo first`})
    chmodSync(hook, 0o644)
  })

  it('reads where it may not write', async () => {
    const ann = await cloned('/readonly/apron.git')
    await expect(pushTo(ann.repository, ann.link, ann.next('No'), manner)).rejects.toMatchObject({kind: 'git', message: `you may not write to ${url}/readonly/apron.git`, hint: 'ask whoever owns it to let you in'})
  })

  it('goes through with what the user\'s own helper knows', async () => {
    await expect(cloned('/locked/apron.git')).rejects.toMatchObject({kind: 'git', message: '127.0.0.1 asks who you are, and nothing here can tell it'})
    ownSettings('[user]\n\tname = Test\n\temail = t@example.org\n[credential]\n\thelper = "!f() { echo username=ann; echo password=x; }; f"\n')
    const ann = await cloned('/locked/apron.git')
    expect(await pushTo(ann.repository, ann.link, ann.next('In'), manner)).toBe('through')
    ownSettings()
  })
})
