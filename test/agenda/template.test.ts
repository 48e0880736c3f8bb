import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {renderTemplate, templateLimits} from '../../src/agenda/template.ts'
import type {Shape, Values} from '../../src/agenda/template.ts'
import {Fault} from '../../src/model/fault.ts'
import {spent} from '../cost.ts'

const shape = {
  name: 'text',
  link: 'link',
  late: 'flag',
  promises: 'texts',
  steps: {title: 'text', queries: {question: 'text'}},
} as const satisfies Shape

function render(template: string, values: Values = {}): string {
  return renderTemplate(template, 'templates/agenda.md', shape, values)
}

function fault(template: string, values: Values = {}): Fault {
  try {
    render(template, values)
  } catch (error) {
    if (error instanceof Fault) return error
    throw error
  }
  throw new Error('the template was accepted')
}

describe('a template', () => {
  it('puts values where their names stand', () => {
    expect(render('# {{ name }}\n', {name: 'Tea'})).toBe('# Tea\n')
  })

  it('repeats a section for each of a list, and reads names of the record around it', () => {
    expect(render('{{#steps}}{{title}} with {{name}}; {{/steps}}', {name: 'Ann', steps: [{title: 'Tea'}, {title: 'Talk'}]})).toBe('Tea with Ann; Talk with Ann;\n')
  })

  it('shows texts of a list with a dot, and what there is instead of none', () => {
    const template = '{{#promises}}[{{.}}]{{/promises}}{{^promises}}none{{/promises}}'
    expect(render(template, {promises: ['a', 'b']})).toBe('[a][b]\n')
    expect(render(template, {promises: []})).toBe('none\n')
  })

  it('leaves a section out when its flag or text is absent, false or empty', () => {
    const template = '{{#late}}late{{/late}}{{#name}}named{{/name}}{{^name}}nameless{{/name}}'
    expect(render(template, {late: false, name: ''})).toBe('nameless\n')
    expect(render(template, {late: true, name: 'x'})).toBe('latenamed\n')
  })

  it('takes away the lines of sections and remarks, and blank lines in a row', () => {
    expect(render('a\n{{! remark }}\n  {{#late}}\nb\n{{/late}}\n\n\n\nc\n', {late: true})).toBe('a\nb\n\nc\n')
  })

  it('reads CRLF as LF', () => {
    expect(render('{{#late}}\r\nb\r\n{{/late}}\r\nc\r\n', {late: true})).toBe('b\nc\n')
  })

  it('does not read placeholders in values', () => {
    expect(render('{{name}}', {name: '{{link}} {{#late}}'})).toBe('{{link}} {{#late}}\n')
  })

  it('knows nothing that it was not given', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'length', 'steps.length', 'name.constructor', 'process']) {
      expect(fault(`{{${name}}}`).message).toContain(name)
      expect(fault(`{{#${name}}}x{{/${name}}}`).kind).toBe('unsound')
    }
  })
})

describe('a template that is not sound', () => {
  it('is told file, line and column, and the name that was meant', () => {
    const {message, place, hint} = fault('# {{name}}\n\nby {{ nmae }}\n')
    expect(message).toBe('the template names `nmae`, which an agenda does not have here')
    expect(place).toEqual({file: 'templates/agenda.md', line: 3, column: 4})
    expect(hint).toBe('did you mean `name`?')
  })

  it('is told of an unknown name even where nothing would be shown', () => {
    expect(fault('{{#steps}}{{titel}}{{/steps}}', {steps: []}).hint).toBe('did you mean `title`?')
    expect(fault('{{title}}').message).toContain('does not have here')
  })

  it.each([
    ['{{> other}}', 'one file'],
    ['{{=<% %>=}}', 'two braces'],
    ['{{{name}}}', 'always escaped'],
    ['{{& name}}', 'always escaped'],
    ['{{#late}}', 'write `{{/late}}`'],
    ['{{/late}}', 'take it out'],
    ['{{#late}}{{#steps}}{{/late}}{{/steps}}', 'close `{{#steps}}` first'],
    ['{{name', 'write `}}`'],
    ['{{}}', 'names known here'],
    ['{{steps}}', 'write a section'],
    ['{{late}}', 'write a section'],
    ['{{.}}', 'names known here'],
  ])('is refused: %s', (template, hint) => {
    expect(fault(template).hint).toContain(hint)
  })

  it('may not be endless, nor make endless text, nor nest without end', () => {
    expect(fault('x'.repeat(templateLimits.source + 1)).message).toContain('longer than')
    const steps = Array.from({length: 100}, (_, n) => ({title: `t${n}`, queries: []}))
    const nested = (depth: number): string => (depth === 0 ? '' : `{{#steps}}${nested(depth - 1)}{{/steps}}`)
    expect(spent(() => expect(fault(nested(8), {steps}).message).toContain('makes more than'))).toBeLessThan(2000)
    expect(fault(nested(9), {steps}).message).toContain('deep')
  })
})

describe("people's words in a template", () => {
  it.each([
    ['# Cancelled', '\\# Cancelled'],
    ['## x\n# y', '\\## x # y'],
    ['![x](https://evil.example/p.png)', '!\\[x\\](https\\://evil.example/p.png)'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['see https://evil.example', 'see https\\://evil.example'],
    ['www.evil.example', 'www\\.evil.example'],
    ['ann@evil.example', 'ann\\@evil.example'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['--- ', '\\---'],
    ['===', '\\==='],
    ['+ plus', '\\+ plus'],
    ['> quote', '\\> quote'],
    ['a | b', 'a \\| b'],
    ['*bold* _it_ ~~no~~ `code`', '\\*bold\\* \\_it\\_ \\~\\~no\\~\\~ \\`code\\`'],
    ['back\\slash', 'back\\\\slash'],
    ['&lt;b&gt; &#35;', '\\&lt;b\\&gt; \\&#35;'],
  ])('%j are shown as they are', (value, shown) => {
    expect(render('{{name}}', {name: value})).toBe(`${shown}\n`)
  })

  it.each(['Is thrift a virtue?', 'Ann Ek', 'Smörgås & co', '19:00–21:00 (America/New_York)', 'snake_case', 'C# and F#', '2026-11-27', "It's 5 + 5 = 10, isn't it!", '-5 degrees', 'Read ch. 2 (p. 10-20); 50% off: now'])('%j need nothing', (value) => {
    expect(render('{{name}}', {name: value})).toBe(`${value}\n`)
  })

  it('become one line', () => {
    expect(render('- {{name}}', {name: ' a\r\n\n\u2028# b\u0085c\v\td '})).toBe('- a # b c d\n')
  })

  it('never begin a line with what Markdown obeys, nor leave a bracket, an address or HTML open', () => {
    const nasty = fc.string({unit: fc.constantFrom('#', '-', '=', '*', '_', '[', ']', '(', ')', '!', '<', '>', '|', '`', '~', '&', ':', '/', '@', '.', 'w', 'a', '1', ' ', '\n', '\\', '+')})
    fc.assert(
      fc.property(nasty, (value) => {
        const line = render('{{name}}', {name: value}).slice(0, -1)
        expect(line).not.toContain('\n')
        const bare = line.replace(/\\[!-/:-@[-`{-~]/g, ' ')
        expect(bare).not.toMatch(/[\\`*[\]<>|~]/)
        expect(line).not.toMatch(/^(#|[-+=] |[-+=:]{2}|\d{1,9}[.)]( |$))/)
        expect(bare).not.toMatch(/:\/\/|www\.|@a/)
      }),
    )
  })
})

describe('a link in a template', () => {
  it('is a link when it is a plain address', () => {
    expect(render('{{link}}', {link: 'https://meet.example.org/a_b?x=1&y=*'})).toBe('<https://meet.example.org/a_b?x=1&y=*>\n')
  })

  it.each(['javascript:alert(1)', 'https://x> # y', 'https://a.example/\\>', 'data:text/html,x', 'https://a b'])('is text when it is not: %s', (link) => {
    expect(render('{{link}}', {link})).not.toMatch(/^</)
  })
})
