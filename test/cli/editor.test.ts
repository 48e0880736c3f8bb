import {existsSync, readFileSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {splitWords} from '../../src/cli/terminal/editor.ts'
import {circle, commits, environment, folder, founded, git, script, terminal} from './harness.ts'

describe('the words of an editor', () => {
  it.each([
    ['nano', ['nano']],
    ['  code   --wait ', ['code', '--wait']],
    ['"/opt/my editor/bin" -n', ['/opt/my editor/bin', '-n']],
    ["'/opt/my editor/bin' --arg='a b'", ['/opt/my editor/bin', '--arg=a b']],
    ['/opt/my\\ editor "a\\"b"', ['/opt/my editor', 'a"b']],
    ["emacsclient -a ''", ['emacsclient', '-a', '']],
    ['vi; rm -rf x $HOME `id`', ['vi;', 'rm', '-rf', 'x', '$HOME', '`id`']],
  ])('%s', (line, words) => {
    expect(splitWords(line, false)).toEqual(words)
  })

  it.each(['', '  ', '""'])('are none in %j', (line) => {
    expect(splitWords(line)).toBeUndefined()
  })

  it('keep the backslashes of a path on Windows', () => {
    expect(splitWords('"C:\\Program Files\\ed.exe" -x C:\\a', true)).toEqual(['C:\\Program Files\\ed.exe', '-x', 'C:\\a'])
  })
})

const entry = (root: string): string => readFileSync(join(root, 'members/bo.yaml'), 'utf8')
const left = (root: string): string[] => (existsSync(join(root, '.git/circle/drafts')) ? readdirSync(join(root, '.git/circle/drafts')) : [])
const none = {EDITOR: undefined, VISUAL: undefined}

describe('circle member edit in the editor', () => {
  it('writes what was typed, byte for byte, comments and all', async () => {
    const root = await founded()
    const before = entry(root)
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: script(`printf '\\n# plays the lute\\nx-instrument:   lute   # since 1720\\n' >> "$1"`)}})
    expect(await edited.exit(), edited.screen()).toBe(0)
    expect(entry(root)).toBe(`${before}\n# plays the lute\nx-instrument:   lute   # since 1720\n`)
    expect(git(root, 'log', '-1', '--format=%s')).toBe('Edit member bo')
    expect(left(root)).toEqual([])
  })

  it('changes nothing when nothing was typed', async () => {
    const root = await founded()
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: 'true'}})
    await edited.answer('Have you saved it and closed the editor?')
    expect(await edited.exit(), edited.screen()).toBe(0)
    expect(edited.screen()).toContain('Nothing was changed.')
    expect(commits(root)).toBe(1)
    expect(left(root)).toEqual([])
  })

  it('shows what is wrong with what was typed, and opens it again', async () => {
    const root = await founded()
    const count = join(folder('count'), 'count')
    const editor = script(`if [ -e ${count} ]; then sed -i 's/^nmae: .*/name: Bo Lind/' "$1"; else touch ${count}; sed -i 's/^name:/nmae:/' "$1"; fi`)
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: editor}})
    await edited.sees('members/bo.yaml:1:1: a member knows no `nmae`')
    await edited.answer('Edit it again?')
    expect(await edited.exit(), edited.screen()).toBe(0)
    expect(entry(root)).toMatch(/^name: Bo Lind\n/)
  })

  it('keeps what was typed when it is given up, and goes on with it', async () => {
    const root = await founded()
    const before = entry(root)
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: script(`echo 'status: gone' >> "$1"`)}})
    await edited.answer('Edit it again?', 'n')
    expect(await edited.exit(), edited.screen()).toBe(130)
    expect(entry(root)).toBe(before)
    const again = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: script(`sed -i 's/^status: gone$/offers: [lute]/' "$1"`)}})
    await again.answer('Go on with it?')
    expect(await again.exit(), again.screen()).toBe(0)
    expect(entry(root)).toBe(`${before}offers: [lute]\n`)
  })

  it('keeps what was typed when the editor dies', async () => {
    const root = await founded()
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: script(`echo 'offers: [lute]' >> "$1"; kill -9 $$`)}})
    expect(await edited.exit(), edited.screen()).toBe(1)
    expect(edited.screen()).toContain('error: the editor failed: ')
    expect(readFileSync(join(root, '.git/circle/drafts/member.bo.page.yaml'), 'utf8')).toContain('offers: [lute]')
  })

  it('does not take an address from another member', async () => {
    const root = await founded()
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: script(`sed -i 's/bo@/ann@/' "$1"`)}})
    expect(await edited.exit(), edited.screen()).toBe(1)
    expect(edited.screen()).toContain('ann@example.org is already the address of ann')
    expect(left(root)).toContain('member.bo.page.yaml')
  })

  it('says what to do without a terminal, and without an editor', async () => {
    const root = await founded()
    const {status, stderr} = await circle(['member', 'edit', 'bo'], {cwd: root, env: {EDITOR: 'true'}})
    expect(status).toBe(2)
    expect(stderr).toMatch(/^error: what is to change about bo\?\nhint: .*--email/)
    const asked = terminal(['member', 'edit', 'bo'], {cwd: root, env: none})
    expect(await asked.exit()).toBe(1)
    expect(asked.screen()).toMatch(/error: no editor is set\nhint: name one: export EDITOR=nano/)
  })
})

describe('the editor that is chosen', () => {
  const marker = (word: string): string => script(`echo "x-editor: ${word}" >> "$1"`)

  it('is $VISUAL before $EDITOR, and never one that the repository names', async () => {
    const root = await founded()
    git(root, 'config', 'core.editor', marker('hostile'))
    for (const [env, word] of [[{VISUAL: marker('visual'), EDITOR: marker('editor')}, 'visual'], [{VISUAL: '', EDITOR: marker('editor')}, 'editor']] as const) {
      git(root, 'checkout', '-q', '--', '.')
      writeFileSync(join(root, 'members/bo.yaml'), 'name: Bo Berg\n')
      git(root, 'commit', '-qam', 'Plain', '--allow-empty')
      const edited = terminal(['member', 'edit', 'bo', '--no-commit'], {cwd: root, env})
      expect(await edited.exit(), edited.screen()).toBe(0)
      expect(entry(root)).toBe(`name: Bo Berg\nx-editor: ${word}\n`)
    }
    const asked = terminal(['member', 'edit', 'bo', '--no-commit'], {cwd: root, env: none})
    expect(await asked.exit()).toBe(1)
    expect(asked.screen()).toContain('no editor is set')
    expect(entry(root)).not.toContain('hostile')
  })

  it("is git's own core.editor in the user's settings where the environment names none", async () => {
    const root = await founded()
    const settings = join(folder('settings'), 'gitconfig')
    writeFileSync(settings, `${readFileSync(environment().GIT_CONFIG_GLOBAL!, 'utf8')}[core]\n\teditor = ${marker('global')}\n`)
    const edited = terminal(['member', 'edit', 'bo'], {cwd: root, env: {...none, GIT_CONFIG_GLOBAL: settings}})
    expect(await edited.exit(), edited.screen()).toBe(0)
    expect(entry(root)).toContain('x-editor: global')
  })
})
