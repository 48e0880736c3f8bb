import {execFileSync} from 'node:child_process'
import {chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, describe, expect, it} from 'vitest'
import {carryOut, carryOutFirst, initRepository, recoverFirst, repositoryOf, underLock} from '../../src/git/carry.ts'
import {setUpDriver} from '../../src/git/driver.ts'
import {stateFolder} from '../../src/git/find.ts'
import {programsNamed, trust} from '../../src/git/settings.ts'
import {Fault} from '../../src/model/fault.ts'
import {folder, ownSettings, sandbox, setLine} from './sandbox.ts'
import type {Sandbox} from './sandbox.ts'

const ann = 'name: Ann\nmail: ann@example.org\nnote: one\n'
const files = {'members/ann.yaml': ann, 'members/bo.yaml': 'name: Bo\nnote: two\n', 'charter.yaml': 'name: Club\n'}

beforeAll(() => {
  ownSettings()
})

function carry(box: Sandbox, writes: Parameters<typeof carryOut>[0]['writes'], more: Partial<Parameters<typeof carryOut>[0]> = {}): ReturnType<typeof carryOut> {
  return carryOut({root: box.root, state: box.state, repository: box.repository, writes, message: 'Change it', commit: true, ...more})
}

/** Everything that a failed command must leave as it was. */
function everything(box: Sandbox): unknown {
  const texts = Object.fromEntries(box.git('ls-files', '-co', '-z').split('\0').filter((path) => path !== '' && existsSync(join(box.root, path))).map((path) => [path, box.read(path)]))
  return {texts, index: box.git('ls-files', '-s'), staged: box.git('diff', '--cached'), log: box.git('log', '--format=%H', '--all')}
}

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Fault)
  return error as Fault
}

function hook(box: Sandbox, name: string, script: string): void {
  const path = join(box.repository.commonDir, 'hooks', name)
  mkdirSync(join(path, '..'), {recursive: true})
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

describe('a change of two files', () => {
  it('is one commit of just these, and leaves the repository clean', async () => {
    const box = sandbox(files)
    const {committed, notes} = await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new'), setLine(undefined, 'gatherings/2026-11-27-weekly/gathering.yaml', 'rhythm', 'weekly')])
    expect(notes).toEqual([])
    expect(committed).toBe(box.git('rev-parse', 'HEAD').trim())
    expect(box.git('show', '--name-status', '--format=%s|%an|%ae', 'HEAD')).toBe('Change it|Test Person|test@example.org\n\nA\tgatherings/2026-11-27-weekly/gathering.yaml\nM\tmembers/ann.yaml\n')
    expect(box.git('status', '--porcelain')).toBe('')
    expect(box.read('members/ann.yaml')).toBe(ann.replace('one', 'new'))
    expect(readdirSync(box.state)).toEqual(['tmp'])
    expect(readdirSync(join(box.state, 'tmp'))).toEqual([])
  })

  it('keeps the permission bits of a file, and gives new ones 0644', async () => {
    const box = sandbox(files)
    chmodSync(join(box.root, 'members/ann.yaml'), 0o640)
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new'), setLine(undefined, 'members/cy.yaml', 'name', 'Cy')])
    expect(statSync(join(box.root, 'members/ann.yaml')).mode & 0o777).toBe(0o640)
    expect(statSync(join(box.root, 'members/cy.yaml')).mode & 0o777).toBe(0o644)
  })

  it('keeps an executable file executable in git', async () => {
    const box = sandbox(files)
    chmodSync(join(box.root, 'charter.yaml'), 0o755)
    box.git('commit', '-qam', 'Odd')
    await carry(box, [setLine('name: Club\n', 'charter.yaml', 'name', 'Apron')])
    expect(box.git('ls-tree', 'HEAD', 'charter.yaml')).toMatch(/^100755 /)
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('without --no-commit is not committed, and writes no object', async () => {
    const box = sandbox(files)
    const before = box.git('count-objects')
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')], {commit: false})
    expect(box.git('status', '--porcelain')).toBe(' M members/ann.yaml\n')
    expect(box.git('count-objects')).toBe(before)
  })

  it('makes no commit when nothing changes', async () => {
    const box = sandbox(files)
    const {committed} = await carry(box, [{path: 'members/ann.yaml', before: ann, after: ann, onto: (other) => other}])
    expect(committed).toBeUndefined()
  })

  it('takes the name it is given, where git has none', async () => {
    const box = sandbox(files)
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')], {identity: {name: 'Ben', email: 'ben@example.org'}})
    expect(box.git('log', '-1', '--format=%an %ae %cn')).toBe('Ben ben@example.org Ben\n')
  })
})

describe('the first commit of a repository', () => {
  it('is made on the branch that is there, and leaves what the user staged', async () => {
    const box = sandbox()
    box.put('mine.txt', 'mine\n')
    box.git('add', 'mine.txt')
    await carry(box, [setLine(undefined, 'charter.yaml', 'name', 'Club')])
    expect(box.git('ls-tree', '--name-only', '-r', 'HEAD')).toBe('charter.yaml\n')
    expect(box.git('status', '--porcelain')).toBe('A  mine.txt\n')
  })

  it('goes into a repository made for it, which goes away when it fails', async () => {
    const root = folder()
    const write = setLine(undefined, 'charter.yaml', 'name', 'Club')
    const bad = {...write, path: 'members/x/../../../out.yaml'}
    await faultOf(carryOutFirst({root, writes: [write, bad], message: 'Found', commit: true}))
    expect(readdirSync(root)).toEqual([])
    await carryOutFirst({root, writes: [write], message: 'Found', commit: true})
    expect(readdirSync(root).toSorted()).toEqual(['.git', 'charter.yaml'])
  })
})

describe('what the user has not committed', () => {
  it('in other files stays as it is: staged, unstaged, both, new and deleted', async () => {
    const box = sandbox({...files, 'a.txt': '1\n', 'b.txt': '1\n', 'c.txt': '1\n', 'd.txt': '1\n'})
    box.put('a.txt', '2\n')
    box.put('b.txt', '2\n')
    box.git('add', 'b.txt')
    box.put('b.txt', '3\n')
    box.put('new.txt', 'new\n')
    box.git('add', '-N', 'new.txt')
    box.git('rm', '-q', 'c.txt')
    box.git('rm', '-q', '--cached', 'd.txt')
    const before = [box.git('status', '--porcelain'), box.git('diff'), box.git('diff', '--cached')]
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect([box.git('status', '--porcelain'), box.git('diff'), box.git('diff', '--cached')]).toEqual(before)
    expect(box.git('show', '--name-only', '--format=', 'HEAD')).toBe('members/ann.yaml\n')
  })

  it('in the same file stays out of the commit, staged or not', async () => {
    const box = sandbox(files)
    box.put('members/ann.yaml', ann.replace('Ann', 'Ann Ek'))
    box.git('add', 'members/ann.yaml')
    const text = box.read('members/ann.yaml').replace('ann@example.org', 'ek@example.org')
    box.put('members/ann.yaml', text)
    const {notes} = await carry(box, [setLine(text, 'members/ann.yaml', 'note', 'new')])
    expect(notes).toEqual([])
    expect(box.git('show', 'HEAD:members/ann.yaml')).toBe('name: Ann\nmail: ann@example.org\nnote: new\n')
    expect(box.git('show', ':members/ann.yaml')).toBe('name: Ann Ek\nmail: ann@example.org\nnote: new\n')
    expect(box.read('members/ann.yaml')).toBe('name: Ann Ek\nmail: ek@example.org\nnote: new\n')
  })

  it('in the same place goes in whole, and is said', async () => {
    const box = sandbox(files)
    const text = `${ann}extra: 1\n`
    box.put('members/ann.yaml', text)
    const {notes} = await carry(box, [setLine(text, 'members/ann.yaml', 'extra', '2')])
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain('members/ann.yaml')
    expect(box.git('show', 'HEAD:members/ann.yaml')).toBe(`${ann}extra: 2\n`)
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('a file of theirs that git does not know goes in whole', async () => {
    const box = sandbox(files)
    box.put('members/cy.yaml', 'name: Cy\nnote: x\n')
    const {notes} = await carry(box, [setLine('name: Cy\nnote: x\n', 'members/cy.yaml', 'note', 'y')])
    expect(notes[0]).toContain('members/cy.yaml')
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('a hidden file is committed, and the rule is named', async () => {
    const box = sandbox({...files, '.gitignore': '# mine\ncy.*\n'})
    const {notes} = await carry(box, [setLine(undefined, 'members/cy.yaml', 'name', 'Cy')])
    expect(notes.join()).toContain('.gitignore:2: cy.*')
    expect(box.git('show', 'HEAD:members/cy.yaml')).toBe('name: Cy\n')
  })
})

describe('a file that goes', () => {
  const bo = files['members/bo.yaml']
  const gone = {path: 'members/bo.yaml', before: bo, after: undefined, onto: () => undefined}

  it('goes from the folder, the index and the branch, in one commit with what changes', async () => {
    const box = sandbox({...files, 'topics/x/topic.yaml': 'what: x\n'})
    await carry(box, [gone, setLine(ann, 'members/ann.yaml', 'note', 'new'), {...gone, path: 'topics/x/topic.yaml', before: 'what: x\n'}])
    expect(box.git('show', '--name-status', '--format=', 'HEAD')).toBe('M\tmembers/ann.yaml\nD\tmembers/bo.yaml\nD\ttopics/x/topic.yaml\n')
    expect(box.git('status', '--porcelain')).toBe('')
    expect(readdirSync(box.root).toSorted()).toEqual(['.git', 'charter.yaml', 'members'])
  })

  it('without a commit goes from the folder alone', async () => {
    const box = sandbox(files)
    await carry(box, [gone], {commit: false})
    expect(box.git('status', '--porcelain')).toBe(' D members/bo.yaml\n')
  })

  it('goes all the same when the user has staged its removal, or edits of other files', async () => {
    const box = sandbox(files)
    box.git('rm', '-q', '--cached', 'members/bo.yaml')
    box.put('charter.yaml', 'name: Staged\n')
    box.git('add', 'charter.yaml')
    await carry(box, [gone])
    expect(box.git('status', '--porcelain')).toBe('M  charter.yaml\n')
    expect(box.git('show', '--name-status', '--format=', 'HEAD')).toBe('D\tmembers/bo.yaml\n')
  })

  it.each([
    ['edited', (box: Sandbox) => box.put('members/bo.yaml', `${bo}more: mine\n`)],
    ['staged', (box: Sandbox) => {
      box.put('members/bo.yaml', `${bo}more: mine\n`)
      box.git('add', '-A')
    }],
    ['staged, and taken back in the folder alone', (box: Sandbox) => {
      box.put('members/bo.yaml', `${bo}more: mine\n`)
      box.git('add', '-A')
      box.put('members/bo.yaml', bo)
    }],
    ['never committed', (box: Sandbox) => {
      box.git('rm', '-q', '--cached', 'members/bo.yaml')
      box.git('commit', '-qm', 'Forget')
    }],
  ])('is refused while what the user has %s there would be lost', async (_, prepare) => {
    const box = sandbox(files)
    prepare(box)
    const before = everything(box)
    const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new'), {...gone, before: box.read('members/bo.yaml')}]))
    expect(fault).toMatchObject({kind: 'refused', message: 'members/bo.yaml has changes of yours that are not committed, so it is not removed'})
    expect(everything(box)).toEqual(before)
  })

  it('comes back, in the folder and the index, when a hook refuses', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    hook(box, 'pre-commit', 'exit 1')
    const before = everything(box)
    expect((await faultOf(carry(box, [gone]))).kind).toBe('git')
    expect(everything(box)).toEqual(before)
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('with CRLF in the folder and LF in git is the same file still', async () => {
    const box = sandbox({...files, '.gitattributes': '* text=auto eol=crlf\n'})
    const crlf = bo.replaceAll('\n', '\r\n')
    box.put('members/bo.yaml', crlf)
    await carry(box, [{...gone, before: crlf}])
    expect(box.git('status', '--porcelain')).toBe('')
  })
})

describe('bytes that are no text', () => {
  it('are committed one to one, also those that git would take for line ends', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 13, 10, 0, 0xe9, 13, 10])
    const box = sandbox({...files, '.gitattributes': '* text=auto\n*.png binary\n'})
    await carry(box, [{path: 'p.png', before: undefined, after: bytes.toString('latin1'), encoding: 'latin1', onto: () => undefined}])
    expect(readFileSync(join(box.root, 'p.png'))).toEqual(bytes)
    expect(execFileSync('git', ['-C', box.root, 'cat-file', 'blob', 'HEAD:p.png'])).toEqual(bytes)
    expect(box.git('status', '--porcelain')).toBe('')
    const text = bytes.toString('latin1')
    await carry(box, [{path: 'p.png', before: text, after: `${text}\xe9`, encoding: 'latin1', onto: () => undefined}])
    expect(box.git('status', '--porcelain')).toBe('')
    await carry(box, [{path: 'p.png', before: `${text}\xe9`, after: undefined, encoding: 'latin1', onto: () => undefined}])
    expect(box.git('show', '--name-status', '--format=', 'HEAD')).toBe('D\tp.png\n')
  })
})

describe('line ends', () => {
  it('of a CRLF file that git keeps with LF are committed as LF, and the work tree stays clean', async () => {
    const box = sandbox({...files, '.gitattributes': '* text=auto eol=crlf\n'})
    const crlf = ann.replaceAll('\n', '\r\n')
    box.put('members/ann.yaml', crlf)
    await carry(box, [setLine(crlf, 'members/ann.yaml', 'note', 'new')])
    expect(box.git('show', 'HEAD:members/ann.yaml')).toBe(ann.replace('one', 'new'))
    expect(box.read('members/ann.yaml')).toBe(crlf.replace('one', 'new'))
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('of a file that is CRLF in git too stay so', async () => {
    const crlf = ann.replaceAll('\n', '\r\n')
    const box = sandbox({...files, 'members/ann.yaml': crlf})
    await carry(box, [setLine(crlf, 'members/ann.yaml', 'note', 'new')])
    expect(box.git('show', 'HEAD:members/ann.yaml')).toBe(crlf.replace('one', 'new'))
    expect(box.git('status', '--porcelain')).toBe('')
  })
})

describe('a file that is not as it was read', () => {
  it('is not overwritten, and nothing else is written', async () => {
    const box = sandbox(files)
    box.put('members/bo.yaml', 'name: Bob\nnote: two\n')
    const before = everything(box)
    const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new'), setLine('name: Bo\nnote: two\n', 'members/bo.yaml', 'note', 'new')]))
    expect(fault.kind).toBe('refused')
    expect(fault.message).toContain('members/bo.yaml was changed')
    expect(everything(box)).toEqual(before)
  })

  it('is not created over another, nor through a link', async () => {
    const box = sandbox(files)
    expect((await faultOf(carry(box, [setLine(undefined, 'members/bo.yaml', 'name', 'Bo')]))).message).toContain('is there already')
  })
})

describe('the user\'s hooks', () => {
  it('run, see the change, and may refuse it: then every file is as it was', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    box.put('members/bo.yaml', 'name: Bo\nnote: mine\n')
    box.git('add', '-A')
    hook(box, 'pre-commit', 'git diff --cached --name-only > "$(git rev-parse --git-dir)/seen"; echo "no $(printf \'\\033\')[2J thanks" >&2; exit 1')
    const before = everything(box)
    const times = statSync(join(box.root, 'members/ann.yaml')).mtimeMs
    const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new'), setLine(undefined, 'topics/a/topic.yaml', 'what', 'Thrift')]))
    expect(fault.kind).toBe('git')
    expect(fault.message).toContain('a hook of this repository refused the commit: no')
    expect(everything(box)).toEqual(before)
    expect(existsSync(join(box.root, 'topics'))).toBe(false)
    expect(statSync(join(box.root, 'members/ann.yaml')).mtimeMs).toBe(times)
    expect(readFileSync(join(box.repository.gitDir, 'seen'), 'utf8')).toBe('members/ann.yaml\ntopics/a/topic.yaml\n')
    expect(readdirSync(box.state)).toEqual(['tmp'])
  })

  it('commit-msg and post-commit run as well', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    hook(box, 'commit-msg', 'echo "Seen-By: hook" >> "$1"')
    hook(box, 'post-commit', 'git status --porcelain > "$(git rev-parse --git-dir)/seen"')
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect(box.git('log', '-1', '--format=%B')).toContain('Seen-By: hook')
    expect(readFileSync(join(box.repository.gitDir, 'seen'), 'utf8')).toBe('')
  })

  it('that end badly after the commit do not take it back', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    hook(box, 'commit-msg', 'echo "Seen-By: hook" >> "$1"')
    hook(box, 'post-commit', 'kill -TERM $PPID; sleep 0.2')
    const {committed} = await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect(committed).toBe(box.git('rev-parse', 'HEAD').trim())
    expect(box.git('rev-list', '--count', 'HEAD')).toBe('2\n')
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('may change what is committed, and the index follows', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    hook(box, 'pre-commit', 'printf "# tidy\\n" >> members/ann.yaml; echo made > made.txt; git add members/ann.yaml made.txt')
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect(box.git('show', 'HEAD:members/ann.yaml')).toMatch(/# tidy\n$/)
    expect(box.git('status', '--porcelain')).toBe('')
  })

  it('may call circle to read while the writer waits for them', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    hook(box, 'pre-commit', 'echo "$CIRCLE_WITHIN" > "$(git rev-parse --git-dir)/within"; cp "$(git rev-parse --git-dir)/circle/lock" "$(git rev-parse --git-dir)/lock-seen"')
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    const within = readFileSync(join(box.repository.gitDir, 'within'), 'utf8').trim()
    expect(JSON.parse(readFileSync(join(box.repository.gitDir, 'lock-seen'), 'utf8'))).toMatchObject({pid: process.pid, nonce: within})
  })
})

describe('signing', () => {
  it('happens as the user set it', async () => {
    const box = sandbox(files)
    const program = join(folder(), 'gpg')
    writeFileSync(program, '#!/bin/sh\ncat >/dev/null\necho "[GNUPG:] SIG_CREATED " >&2\necho "-----BEGIN PGP SIGNATURE-----"\necho fake\necho "-----END PGP SIGNATURE-----"\n', {mode: 0o755})
    box.git('config', 'commit.gpgsign', 'true')
    box.git('config', 'gpg.program', program)
    await trust(box.repository)
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect(box.git('cat-file', 'commit', 'HEAD')).toContain('gpgsig -----BEGIN PGP SIGNATURE-----')
    box.git('config', 'gpg.program', '/bin/false')
    const before = everything(box)
    const fault = await faultOf(carry(box, [setLine(box.read('members/ann.yaml'), 'members/ann.yaml', 'note', 'newer')]))
    expect(fault.message).toContain('could not sign')
    expect(everything(box)).toEqual(before)
  })
})

describe('a repository that names programs', () => {
  it.each([
    ['core.sshCommand', 'evil'], ['core.fsmonitor', '/tmp/evil'], ['filter.x.clean', 'evil'], ['gpg.program', 'evil'], ['gpg.ssh.program', 'evil'],
    ['credential.helper', '!evil'], ['core.hooksPath', '.husky'], ['diff.x.textconv', 'evil'], ['remote.origin.uploadpack', 'evil'], ['merge.x.driver', 'evil'],
  ])('is asked about: %s', async (name, value) => {
    const box = sandbox(files)
    expect(await programsNamed(box.repository)).toEqual([])
    box.git('config', name, value)
    expect(await programsNamed(box.repository)).toEqual([`${name.toLowerCase()} = ${value}`])
    const before = everything(box)
    const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')]))
    expect(fault.kind).toBe('refused')
    expect(fault.hint).toContain('circle.trusted')
    expect(everything(box)).toEqual(before)
    await trust(box.repository)
    expect(await programsNamed(box.repository)).toEqual([])
  })

  it('through an included file, or with a hook, too; but not with circle\'s own merge driver', async () => {
    const box = sandbox(files)
    await setUpDriver(box.repository, box.root)
    expect(await programsNamed(box.repository)).toEqual([])
    box.git('config', 'merge.circle.driver', 'circle merge-file; evil')
    expect(await programsNamed(box.repository)).toHaveLength(1)
    box.git('config', '--unset', 'merge.circle.driver')
    writeFileSync(join(box.repository.gitDir, 'more'), '[core]\n\tsshCommand = evil\n')
    box.git('config', 'include.path', 'more')
    expect(await programsNamed(box.repository)).toEqual(['core.sshcommand = evil'])
    box.git('config', '--unset', 'include.path')
    hook(box, 'post-commit', 'exit 0')
    expect(await programsNamed(box.repository)).toEqual([join(box.repository.gitDir, 'hooks/post-commit')])
  })

  it('runs none of them before the answer, and no filter after it', async () => {
    const box = sandbox({...files, 'x.bin': 'x\n', '.gitattributes': '*.bin filter=evil\n'})
    const witness = join(box.repository.gitDir, 'ran')
    const evil = join(box.repository.gitDir, 'evil')
    writeFileSync(evil, `#!/bin/sh\necho "$0" >> ${witness}\ncat\n`, {mode: 0o755})
    for (const name of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.smudge', 'core.sshCommand', 'diff.external']) box.git('config', name, evil)
    for (const name of ['pre-commit', 'post-index-change', 'reference-transaction']) hook(box, name, `echo ${name} >> ${witness}`)
    utimesSync(join(box.root, 'x.bin'), 1, 1)
    await programsNamed(box.repository)
    await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')]))
    expect(existsSync(witness)).toBe(false)
    for (const name of ['pre-commit', 'post-index-change', 'reference-transaction']) writeFileSync(join(box.repository.gitDir, 'hooks', name), '', {mode: 0o644})
    for (const name of ['pre-commit', 'post-index-change', 'reference-transaction']) chmodSync(join(box.repository.gitDir, 'hooks', name), 0o644)
    await trust(box.repository)
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect(existsSync(witness)).toBe(false)
  })

  it('a record that goes through a filter is not committed in clear', async () => {
    const box = sandbox({...files, '.gitattributes': 'members/* filter=crypt\n'})
    box.git('config', 'filter.crypt.clean', 'rot13')
    await trust(box.repository)
    const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')]))
    expect(fault.message).toContain('git filter crypt')
    expect(box.read('members/ann.yaml')).toBe(ann)
  })
})

function conflict(box: Sandbox): void {
  const oid = box.git('rev-parse', 'HEAD:charter.yaml').trim()
  const entries = [1, 2, 3].map((stage) => `100644 ${oid} ${stage}\tmembers/ann.yaml`).join('\n')
  box.git('rm', '-q', '--cached', 'members/ann.yaml')
  const file = join(folder(), 'entries')
  writeFileSync(file, `${entries}\n`)
  box.git('-c', `alias.enter=!git update-index --index-info < ${file}`, 'enter')
}

describe('states in which circle does not commit', () => {
  const states: [string, (box: Sandbox) => void, RegExp, RegExp][] = [
    ['a merge in progress', (box) => box.put('.git/MERGE_HEAD', `${box.git('rev-parse', 'HEAD')}`), /a merge is in progress/, /git add -A && git commit --no-edit\. .*git merge --abort/],
    ['a rebase in progress', (box) => mkdirSync(join(box.repository.gitDir, 'rebase-merge')), /a rebase is in progress/, /--continue.*--abort/],
    ['a cherry-pick', (box) => box.put('.git/CHERRY_PICK_HEAD', box.git('rev-parse', 'HEAD')), /a cherry-pick/, /--abort/],
    ['a bisect', (box) => box.put('.git/BISECT_LOG', ''), /a bisect/, /bisect reset/],
    ['a detached HEAD', (box) => box.git('checkout', '-q', '--detach'), /detached HEAD/, /git switch main/],
    ['a lock left behind', (box) => box.put('.git/index.lock', ''), /index\.lock has been there for a moment/, /rm '.*index\.lock'/],
    ['an empty ref, as after a power cut', (box) => box.put('.git/refs/heads/main', ''), /refs\/heads\/main is damaged/, /echo [0-9a-f]{40} > '.*refs\/heads\/main'.*git fsck/],
    ['a ref of NULs', (box) => box.put('.git/refs/heads/main', '\0'.repeat(41)), /is damaged/, /git fsck/],
    ['a new branch beside others', (box) => box.git('checkout', '-q', '--orphan', 'other'), /the branch other has no commit yet, but the repository has others, such as main/, /git switch/],
    ['a work tree elsewhere', (box) => box.git('config', 'core.worktree', '/'), /its files are elsewhere/, /--unset core.worktree/],
    ['a bare repository', (box) => box.git('config', 'core.bare', 'true'), /bare repository/, /clone it/],
    ['an unsettled conflict in the file', (box) => conflict(box), /members\/ann.yaml has a conflict/, /git add/],
  ]
  it.each(states)('%s', async (_, prepare, message, hint) => {
    const box = sandbox(files)
    prepare(box)
    const text = box.read('members/ann.yaml')
    const index = readFileSync(join(box.repository.gitDir, 'index'))
    const fault = await faultOf(carry(box, [setLine(text, 'members/ann.yaml', 'note', 'new')]))
    expect(fault.message).toMatch(message)
    expect(fault.hint).toMatch(hint)
    expect(box.read('members/ann.yaml')).toBe(text)
    expect(readFileSync(join(box.repository.gitDir, 'index'))).toEqual(index)
    expect(lstatSync(join(box.state, 'lock'), {throwIfNoEntry: false})).toBeUndefined()
  })

  it('a .git that git would overlook', () => {
    const root = folder()
    mkdirSync(join(root, '.git'))
    expect(() => repositoryOf(root)).toThrow(/is broken: .*HEAD is missing/)
  })

  it('no name', async () => {
    const box = sandbox(files)
    const kept = process.env.GIT_CONFIG_GLOBAL
    try {
      process.env.GIT_CONFIG_GLOBAL = '/dev/null'
      const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')]))
      expect(fault.message).toContain('does not know your name')
      expect(fault.hint).toContain('git config --global user.name')
    } finally {
      process.env.GIT_CONFIG_GLOBAL = kept
    }
  })

  it('no git', async () => {
    const box = sandbox(files)
    const kept = process.env.PATH
    try {
      process.env.PATH = '/nowhere'
      expect((await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')]))).message).toContain('git is not installed')
    } finally {
      process.env.PATH = kept
    }
    expect(box.read('members/ann.yaml')).toBe(ann)
  })

  it.runIf(process.getuid?.() === 0)('a repository of another user', async () => {
    const box = sandbox(files)
    const {chownSync} = await import('node:fs')
    for (const path of ['', '.git']) chownSync(join(box.root, path), 12345, 12345)
    const fault = await faultOf(carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')]))
    expect(fault.message).toContain('belongs to another user')
    expect(fault.hint).toContain('safe.directory')
  })
})

describe('where a circle may stand', () => {
  it('in a folder of a repository', async () => {
    const box = sandbox(files, 'club/leather')
    await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    expect(box.git('show', '--name-only', '--format=', 'HEAD')).toBe('club/leather/members/ann.yaml\n')
    expect(box.git('status', '--porcelain')).toBe('')
    expect(box.state.endsWith('.git/circle/+club/+leather')).toBe(true)
  })

  it('in a linked work tree and in a submodule', async () => {
    const box = sandbox(files)
    const other = join(folder(), 'other')
    box.git('worktree', 'add', '-q', '-b', 'side', other)
    box.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', box.root, 'sub')
    for (const root of [other, join(box.root, 'sub')]) {
      const repository = repositoryOf(root)
      await carryOut({root, repository, state: stateFolder(root, repository), writes: [setLine(ann, 'members/ann.yaml', 'note', 'new')], message: 'There', commit: true})
      expect(box.git('-C', root, 'status', '--porcelain')).toBe('')
      expect(box.git('-C', root, 'log', '-1', '--format=%s')).toBe('There\n')
    }
  })

  it('outside git: its own state hides from a git that comes later', async () => {
    const root = folder()
    await carryOut({root, repository: undefined, state: stateFolder(root, undefined), writes: [setLine(undefined, 'charter.yaml', 'name', 'Club')], message: '', commit: true})
    const repository = await initRepository(root)
    const box = {root, repository}
    expect(execFileSync('git', ['-C', box.root, 'status', '--porcelain', '-uall'], {encoding: 'utf8'})).toBe('?? charter.yaml\n')
  })

  it('in a repository with SHA-256 ids', async () => {
    const root = folder()
    execFileSync('git', ['init', '-q', '--object-format=sha256', root])
    const repository = repositoryOf(root)
    const room = {root, repository, state: stateFolder(root, repository), commit: true}
    await carryOut({...room, writes: [setLine(undefined, 'charter.yaml', 'name', 'Club')], message: 'One'})
    await carryOut({...room, writes: [setLine('name: Club\n', 'charter.yaml', 'name', 'Apron')], message: 'Two'})
    await carryOut({...room, writes: [{path: 'charter.yaml', before: 'name: Apron\n', after: undefined, onto: () => undefined}], message: 'Three'})
    expect(execFileSync('git', ['-C', root, 'status', '--porcelain'], {encoding: 'utf8'})).toBe('')
  })
})

describe('an environment that points elsewhere', () => {
  it('is not followed: we may run inside another repository\'s hook', async () => {
    const box = sandbox(files)
    const other = sandbox(files)
    const head = other.git('rev-parse', 'HEAD')
    const names = {GIT_DIR: other.repository.gitDir, GIT_INDEX_FILE: join(other.repository.gitDir, 'index'), GIT_WORK_TREE: other.root, GIT_OBJECT_DIRECTORY: '/nowhere', GIT_TRACE: '1'}
    Object.assign(process.env, names)
    try {
      await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    } finally {
      for (const name of Object.keys(names)) delete process.env[name]
    }
    expect(box.git('log', '--format=%s')).toBe('Change it\nBegin\n')
    expect(other.git('rev-parse', 'HEAD')).toBe(head)
    expect(other.git('status', '--porcelain')).toBe('')
  })
})

describe('somebody who commits at the same moment', () => {
  it('is not taken back by our commit', async () => {
    const box = sandbox(files)
    await trust(box.repository)
    // Runs after our tree was made, before git commit reads HEAD: a hook cannot, so git itself is wrapped.
    const bin = folder()
    const real = box.git('--exec-path').trim()
    writeFileSync(join(bin, 'git'), `#!/bin/sh
for arg in "$@"; do
  if [ "$arg" = commit ] && [ ! -e ${bin}/once ]; then
    touch ${bin}/once
    (unset GIT_INDEX_FILE; cd ${box.root}; echo theirs > theirs.txt; ${real}/git add theirs.txt; ${real}/git commit -q -m Theirs -- theirs.txt)
  fi
done
exec ${real}/git "$@"
`, {mode: 0o755})
    const path = process.env.PATH
    try {
      process.env.PATH = `${bin}:${path}`
      await carry(box, [setLine(ann, 'members/ann.yaml', 'note', 'new')])
    } finally {
      process.env.PATH = path
    }
    expect(box.git('log', '--format=%s')).toBe('Change it\nTheirs\nBegin\n')
    expect(box.git('show', 'HEAD:theirs.txt')).toBe('theirs\n')
    expect(box.git('status', '--porcelain')).toBe('')
  })
})

describe('reading first', () => {
  it('costs nothing and says nothing when all is well', async () => {
    const box = sandbox(files)
    expect(await recoverFirst(box)).toEqual([])
    expect(existsSync(box.state)).toBe(false)
  })

  it('lets two writers decide one after the other', async () => {
    const box = sandbox({...files, 'n.yaml': 'n: 0\n'})
    const add = (): Promise<unknown> => underLock(box, async (held) => {
      const text = box.read('n.yaml')
      await new Promise((resolve) => { setTimeout(resolve, 5) })
      return carry(box, [setLine(text, 'n.yaml', 'n', String(Number(text.slice(3)) + 1))], {held})
    })
    await Promise.all(Array.from({length: 5}, add))
    expect(box.read('n.yaml')).toBe('n: 5\n')
    expect(box.git('rev-list', '--count', 'HEAD')).toBe('6\n')
  })
})
