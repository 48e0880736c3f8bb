import {execFileSync} from 'node:child_process'
import {chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {Fault} from '../../src/model/fault.ts'
import {readBytes} from '../../src/store/file.ts'

let root = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'circle-file-'))
  mkdirSync(join(root, 'members'))
  writeFileSync(join(root, 'members/ann.yaml'), 'name: Ann\n')
})

afterAll(() => rmSync(root, {recursive: true, force: true}))

function fault(path: string): Fault {
  try {
    readBytes(root, path)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error(`${path} was read`)
}

describe('reading a file of a circle', () => {
  it('gives its bytes, or nothing when it is not there', () => {
    expect(Buffer.from(readBytes(root, 'members/ann.yaml') ?? []).toString()).toBe('name: Ann\n')
    expect(readBytes(root, 'members/bo.yaml')).toBeUndefined()
    expect(readBytes(root, 'topics/x/topic.yaml')).toBeUndefined()
    writeFileSync(join(root, 'empty.yaml'), '')
    expect(readBytes(root, 'empty.yaml')).toHaveLength(0)
  })

  it('reads a file that has a second name, as backups make them', () => {
    linkSync(join(root, 'members/ann.yaml'), join(root, 'members/hard.yaml'))
    expect(readBytes(root, 'members/hard.yaml')).toHaveLength(10)
  })

  it('follows no links: to files, to folders, to nothing, to itself, to a device', () => {
    symlinkSync('ann.yaml', join(root, 'members/link.yaml'))
    symlinkSync('members', join(root, 'people'))
    symlinkSync('nowhere', join(root, 'members/dangling.yaml'))
    symlinkSync('loop.yaml', join(root, 'members/loop.yaml'))
    symlinkSync('/dev/zero', join(root, 'members/zero.yaml'))
    for (const path of ['members/link.yaml', 'members/dangling.yaml', 'members/loop.yaml', 'members/zero.yaml']) {
      expect(fault(path)).toMatchObject({kind: 'unsound', message: `${path} is a link`, place: {file: path}})
    }
    expect(fault('people/ann.yaml').message).toBe('people is a link')
  })

  it('opens nothing that is not a regular file', () => {
    mkdirSync(join(root, 'members/dir.yaml'))
    expect(fault('members/dir.yaml')).toMatchObject({kind: 'unsound', message: 'members/dir.yaml is a folder where a file should be'})
    expect(fault('members/ann.yaml/x.yaml').message).toBe('members/ann.yaml is a file where a folder should be')
  })

  it.skipIf(process.platform === 'win32')('does not wait for a named pipe', () => {
    execFileSync('mkfifo', [join(root, 'members/pipe.yaml')])
    expect(fault('members/pipe.yaml')).toMatchObject({kind: 'unsound', message: 'members/pipe.yaml is not a regular file'})
  })

  it('reads no more than 128 KiB, and looks at the size before it reads', () => {
    writeFileSync(join(root, 'long.yaml'), Buffer.alloc(128 * 1024, '#'))
    expect(readBytes(root, 'long.yaml')).toHaveLength(128 * 1024)
    truncateSync(join(root, 'long.yaml'), 5 * 2 ** 30)
    expect(fault('long.yaml')).toMatchObject({kind: 'unsound', message: 'long.yaml is 5368709120 bytes long; the longest that is read is 131072'})
  })

  it('goes nowhere outside', () => {
    for (const path of ['../x.yaml', '/etc/passwd', 'members//ann.yaml', 'members/./ann.yaml', 'members\\ann.yaml', '', 'a\0b']) {
      expect(fault(path).kind).toBe('unsound')
    }
  })

  it.skipIf(process.getuid?.() === 0)('says in one sentence what the system does not let it do', () => {
    writeFileSync(join(root, 'closed.yaml'), 'a: b\n')
    chmodSync(join(root, 'closed.yaml'), 0)
    expect(fault('closed.yaml')).toMatchObject({kind: 'system', message: 'closed.yaml cannot be read: the system does not allow it (EACCES)'})
  })

  it('says so when a name is too long', () => {
    expect(fault(`${'x'.repeat(300)}.yaml`)).toMatchObject({kind: 'system', message: expect.stringContaining('its name is too long')})
  })
})
