import {describe, expect, it} from 'vitest'
import {hostOf, localPath, requireUrl, shownUrl} from '../../src/git/address.ts'

describe('an address', () => {
  it.each([
    'git@host:us/apron.git', 'host:apron', 'ssh://git@host:2222/us/apron.git', 'https://host/us/apron.git', 'https://ann@host/us/apron.git',
    'http://127.0.0.1:8080/x', 'git://host/x', 'file:///media/stick/apron.git', '/media/stick/apron.git', 'C:\\Users\\Ann\\apron.git', 'C:/apron.git',
    '\\\\server\\share\\apron.git', '/a folder/with spaces', '[::1]:apron', 'ssh://[::1]:22/x', '/tmp/x:y', './a:b',
  ])('may be %s', (url) => {
    expect(requireUrl(url)).toBe(url)
  })

  it.each([
    ['', /the address is empty/],
    ['   ', /the address is empty/],
    ['-oProxyCommand=evil', /git would take it for an option/],
    ['--upload-pack=evil', /git would take it for an option/],
    ['ext::sh -c evil', /would make git run a program/],
    ['fd::17/x', /would make git run a program/],
    ['a+b.c-d::x', /would make git run a program/],
    ['a\nb', /control characters/],
    ['/tmp/\u001b[2Jx', /control characters/],
    ['/tmp/\u009bx', /control characters/],
    ['ftp://host/x', /kind that circle does not use \(ftp\)/],
    ['javascript://x', /kind that circle does not use/],
    ['https://ann:hunter2@host/x', /holds a password or token/],
    ['https://:hunter2@host/x', /holds a password or token/],
    ['https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/us/x', /holds a password or token/],
    ['https://0123456789abcdef0123@host/x', /holds a password or token/],
    ['ssh://ann:hunter2@host/x', /holds a password or token/],
    ['https://host/x?private_token=abc', /holds a password or token/],
  ])('is never %j', (url, message) => {
    expect(() => requireUrl(url)).toThrow(message)
    expect(() => requireUrl(url)).toThrow(expect.objectContaining({kind: 'usage'}))
  })

  it('with a password is refused without repeating it, and the way without it is shown', () => {
    let said = ''
    try {
      requireUrl('https://ann:hunter2@host/us/x')
    } catch (error) {
      said = `${String(error)} ${(error as {hint: string}).hint}`
    }
    expect(said).not.toContain('hunter2')
    expect(said).toContain('leave it out (https://host/us/x)')
  })

  it('of a folder is stored whole, so that it holds from anywhere', () => {
    expect(requireUrl('../apron.git', '/home/ann/circle')).toBe('/home/ann/apron.git')
    expect(requireUrl('apron.git', '/home/ann')).toBe('/home/ann/apron.git')
    expect(requireUrl('./a:b', '/home/ann')).toBe('/home/ann/a:b')
    expect(requireUrl(' /media/stick/ ', '/home/ann')).toBe('/media/stick')
    expect(requireUrl('C:\\apron', '/home/ann')).toBe('C:\\apron')
    expect(requireUrl('host:apron', '/home/ann')).toBe('host:apron')
    expect(requireUrl('https://host/x', '/home/ann')).toBe('https://host/x')
  })
})

describe('what is shown of an address', () => {
  it.each([
    ['https://ann:hunter2@host/x', 'https://ann:…@host/x'],
    ['fatal: cannot read https://ann:hun@ter2@host/x and ssh://bo:s3@h/y', 'fatal: cannot read https://ann:…@host/x and ssh://bo:…@h/y'],
    ['https://ghp_16C7e42F292c6912E7710c838347Ae178B4a@github.com/x', 'https://…@github.com/x'],
    ['https://glpat-abc:x-oauth-basic@host/x', 'https://…:…@host/x'],
    ['https://host/x?access_token=abc&y=1', 'https://host/x?access_token=…&y=1'],
    ['https://ann@host/x', 'https://ann@host/x'],
    ['git@host:us/x.git', 'git@host:us/x.git'],
    ['/media/stick', '/media/stick'],
  ])('%s: %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown)
  })
})

describe('where an address leads', () => {
  it.each([
    ['git@host:us/x', 'host', undefined],
    ['ssh://git@host:22/x', 'host', undefined],
    ['https://ann:a@host/x', 'host', undefined],
    ['ssh://[::1]:22/x', '::1', undefined],
    ['/media/stick', undefined, '/media/stick'],
    ['../stick', undefined, '/home/stick'],
    ['file:///media/a%20stick', undefined, '/media/a stick'],
    ['file:///bad%', undefined, undefined],
  ])('%s: %s %s', (url, host, path) => {
    expect(hostOf(url)).toBe(host)
    expect(localPath(url, '/home/ann')).toBe(path)
  })
})
