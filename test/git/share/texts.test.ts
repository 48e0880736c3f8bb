import {describe, expect, it} from 'vitest'
import {markedText, mergeTexts} from '../../../src/git/share/texts.ts'
import type {Texts} from '../../../src/git/share/texts.ts'
import type {Settle} from '../../../src/merge/conflict.ts'
import {Fault} from '../../../src/model/fault.ts'
import type {Kind} from '../../../src/store/kinds.ts'

/** Lines of a text. */
const text = (...lines: string[]) => `${lines.join('\n')}\n`
const place = {kind: 'gathering' as const, path: 'gatherings/2026-11-27-weekly/gathering.yaml'}
const nobody: Settle = () => undefined

/** The merged text, where nothing has to be asked, whichever side is called mine. */
function merged(kind: Kind, {base, mine, theirs}: Texts): string {
  const result = mergeTexts({kind, path: 'x.yaml'}, {base, mine, theirs}, nobody)
  expect(result.conflicts).toEqual([])
  expect(mergeTexts({kind, path: 'x.yaml'}, {base, mine: theirs, theirs: mine}, nobody)).toEqual(result)
  return result.text
}

const schema = '# yaml-language-server: $schema=../../.circle/schema/gathering.json'

describe('two scribes of one evening', () => {
  const base = text(schema, 'rhythm: weekly', '', '# Ann asked for this one', 'topic: Is thrift a virtue?')
  const mine = text(
    schema, 'rhythm: weekly', '', 'status: held # we were five', '', '# Ann asked for this one', 'topic: Is thrift a virtue?', '',
    'present: [ann, bo]   # bo came late', '', '# by Ann', 'notes: |', '  We read Franklin.', '  We spoke of thrift.',
  )
  const theirs = text(
    schema, 'rhythm: weekly', '', 'status: held', '', '# Ann asked for this one, and Bo agreed', 'topic: Is thrift a virtue?', '',
    'present: [bo, cy]', '', 'regrets: [dan] # his train', '', '# by Bo', 'notes: |', '  We read Franklin.', '  Dora sang.', '',
    'decisions:', '  # all of us', '  p0aa: Meet at seven.',
  )

  it('get one page, with the words and the comments of both', () => {
    expect(merged('gathering', {base, mine, theirs})).toBe(text(
      schema, 'rhythm: weekly', '', 'status: held # we were five', '', '# Ann asked for this one, and Bo agreed', 'topic: Is thrift a virtue?', '',
      'present: [ann, bo, cy]   # bo came late', '', 'regrets: [dan] # his train', '', '# by Bo', '# by Ann', 'notes: |', '  We read Franklin.', '  Dora sang.', '  We spoke of thrift.', '',
      'decisions:', '  # all of us', '  p0aa: Meet at seven.',
    ))
  })

  it('get one page where neither had the other one’s to begin with', () => {
    expect(merged('gathering', {mine, theirs})).toBe(text(
      schema, 'rhythm: weekly', '', 'status: held # we were five', '', '# Ann asked for this one, and Bo agreed', '# Ann asked for this one', 'topic: Is thrift a virtue?', '',
      'present: [ann, bo, cy]   # bo came late', '', 'regrets: [dan] # his train', '', '# by Bo', '# by Ann', 'notes: |', '  We read Franklin.', '  Dora sang.', '  We spoke of thrift.', '',
      'decisions:', '  # all of us', '  p0aa: Meet at seven.',
    ))
  })
})

describe('two texts of a record', () => {
  it('put different keys in at one place, in the order that the program writes', () => {
    const base = text('rhythm: weekly')
    const mine = text('rhythm: weekly', '', '# from the minutes', 'notes: >-', '  We read.')
    const theirs = text('rhythm: weekly', '', '# Bo proposed it', "topic: 'Thrift'   # or sloth?")
    expect(merged('gathering', {base, mine, theirs})).toBe(text('rhythm: weekly', '', '# Bo proposed it', "topic: 'Thrift'   # or sloth?", '', '# from the minutes', 'notes: >-', '  We read.'))
  })

  it('leave no key behind that has nothing under it, where each took out what the other had left', () => {
    const roles = (...names: string[]) => text('rhythm: weekly', '', 'roles:', ...names.map((name) => `  ${name}: ann`), '', 'topic: Thrift')
    expect(merged('gathering', {base: roles('host', 'scribe'), mine: roles('scribe'), theirs: roles('host')})).toBe(text('rhythm: weekly', '', 'topic: Thrift'))
    expect(merged('gathering', {base: roles('host', 'reader', 'scribe'), mine: roles('scribe', 'reader'), theirs: roles('host')})).toBe(text('rhythm: weekly', '', 'topic: Thrift'))
    // One that somebody left for later stays.
    expect(merged('gathering', {base: text('rhythm: weekly'), mine: text('rhythm: weekly', 'notes:'), theirs: text('rhythm: weekly', '', 'topic: Thrift')})).toBe(text('rhythm: weekly', '', 'topic: Thrift', 'notes:'))
  })

  it('say once what both wrote down in the same words, each under an id of their own', () => {
    const promise = (id: string) => text('commitments:', `  ${id}:`, '    what: Go.', '    due: 2026-12-04')
    expect(merged('page', {mine: promise('zzzz'), theirs: promise('aaaa')})).toBe(promise('aaaa'))
    const decided = (...lines: string[]) => text('rhythm: weekly', '', 'decisions:', ...lines)
    expect(merged('gathering', {base: text('rhythm: weekly'), mine: decided('  zzzz: Meet at seven. # and soon', '  yyyy: Sing.'), theirs: decided('  aaaa: Meet at seven.', '  # Bo asked for it', '  bbbb: Dance.')})).toBe(
      decided('  aaaa: Meet at seven. # and soon', '  # Bo asked for it', '  bbbb: Dance.', '  yyyy: Sing.'),
    )
  })

  it('put different commitments into one page', () => {
    const base = text('commitments:', '  k3fx:', '    what: Read.')
    const mine = text('commitments:', '  k3fx:', '    what: Read.', '  m1:', '    what: Write.', '    # a letter')
    const theirs = text('commitments:', '  k3fx:', '    what: Read.', '    done: "2026-12-03"', '  t1: {what: Sing.}  # loudly')
    expect(merged('page', {base, mine, theirs})).toBe(text('commitments:', '  k3fx:', '    what: Read.', '    done: "2026-12-03"', '  t1: {what: Sing.}  # loudly', '  m1:', '    what: Write.', '    # a letter'))
  })

  it('keep the way in which each was written where neither changed it', () => {
    const base = text("'rhythm' :   weekly", 'x-own:   [ a,b ]', '', '', 'topic: "A: b"', 'present: [ ann ,  bo ]', '...')
    expect(merged('gathering', {base, mine: base.replace('weekly', 'monthly'), theirs: base.replace('bo ]', 'bo ,  cy ]')})).toBe(text("'rhythm' :   monthly", 'x-own:   [ a,b ]', '', '', 'topic: "A: b"', 'present: [ ann ,  bo ,  cy ]', '...'))
  })

  it('keep comments that one side wrote where the other changed the value', () => {
    const base = text('rhythm: weekly', 'lasts: 2h', 'present: [ann]')
    expect(merged('gathering', {base, mine: text('rhythm: weekly', 'lasts: 2h   # with a break', 'present: [ann]'), theirs: text('rhythm: weekly', 'lasts: 90 min', 'present: [ann]')})).toBe(text('rhythm: weekly', 'lasts: 90 min   # with a break', 'present: [ann]'))
  })

  it('keep both comments where both changed one, and lose one that a side took out', () => {
    const base = text('rhythm: weekly', '', '# to be settled', 'topic: Thrift', '', '# old', 'lasts: 2h')
    const mine = text('rhythm: weekly', '', '# settled by Ann', 'topic: Thrift', '', 'lasts: 2h')
    const theirs = text('rhythm: weekly', '', '# settled by Bo', 'topic: Thrift', '', '# old', 'lasts: 3h')
    expect(merged('gathering', {base, mine, theirs})).toBe(text('rhythm: weekly', '', '# settled by Ann', '# settled by Bo', 'topic: Thrift', '', 'lasts: 3h'))
  })

  it('keep a comment that came to an entry which the other side took out', () => {
    const base = text('rhythm: weekly', '', 'place: The Inn', '', 'topic: Thrift')
    const mine = text('rhythm: weekly', '', '# ask for the big table', 'place: The Inn # upstairs', '', 'topic: Thrift')
    const theirs = text('rhythm: weekly', '', 'topic: Thrift')
    expect(merged('gathering', {base, mine, theirs})).toBe(text('rhythm: weekly', '', '# ask for the big table', '# upstairs', '', 'topic: Thrift'))
  })

  it('keep the comments in an entry that one took out and the other changed', () => {
    const base = text('rsvp: going', '', 'commitments:', '  k3fx:', '    # the blue one', '    what: Read the book.', '  p0aa:', '    what: Sing.')
    const mine = text('rsvp: going', '', 'commitments:', '  p0aa:', '    what: Sing.')
    const theirs = base.replace('what: Read the book.', 'what: Read the book.\n    due: "2026-12-04"')
    const result = mergeTexts({kind: 'page', path: 'x.yaml'}, {base, mine, theirs}, nobody)
    expect(result.text).toBe(theirs)
    expect(result.remarks).toHaveLength(1)
  })

  it('keep line ends, byte order mark and a missing last line break as a side left them, where the other did not touch them', () => {
    const base = text('rhythm: weekly', 'lasts: 2h')
    const windows = (source: string) => source.replaceAll('\n', '\r\n')
    const theirs = text('rhythm: weekly', 'lasts: 3h')
    expect(merged('gathering', {base, mine: `\u{FEFF}${windows(text('rhythm: weekly # x', 'lasts: 2h')).trimEnd()}`, theirs})).toBe(`\u{FEFF}${windows(text('rhythm: weekly # x', 'lasts: 3h')).trimEnd()}`)
    expect(merged('gathering', {base: windows(base), mine: windows(text('rhythm: weekly # x', 'lasts: 2h')), theirs: windows(theirs)})).toBe(windows(text('rhythm: weekly # x', 'lasts: 3h')))
    expect(merged('gathering', {base: windows(base), mine: windows(text('rhythm: weekly', 'lasts: 2h', 'present: [ann]')), theirs})).toBe(text('rhythm: weekly', 'lasts: 3h', 'present: [ann]'))
  })

  it('are taken as they are where only one changed, even where it cannot be read', () => {
    const base = text('rhythm: weekly')
    expect(merged('gathering', {base, mine: 'rhythm: [\n', theirs: base})).toBe('rhythm: [\n')
    expect(merged('gathering', {mine: 'rhythm: [\n', theirs: 'rhythm: [\n'})).toBe('rhythm: [\n')
  })

  it('are merged as if both were new where the base cannot be read', () => {
    const mine = text('rhythm: weekly', 'lasts: 2h')
    expect(merged('gathering', {base: 'rhythm: [\n', mine, theirs: text('rhythm: weekly', 'topic: Thrift')})).toBe(text('rhythm: weekly', 'lasts: 2h', 'topic: Thrift'))
    expect(mergeTexts(place, {base: '', mine, theirs: text('rhythm: weekly')}, nobody).remarks).toEqual(['what both sides began with cannot be read: all that either has stays'])
  })

  it('cannot be merged where one cannot be read, and it is said which', () => {
    const sound = text('rhythm: weekly')
    const fault = (texts: Texts) => {
      try {
        mergeTexts(place, texts, nobody)
      } catch (error) {
        if (error instanceof Fault) return [error.kind, error.message, error.place?.file, error.place?.line]
      }
      return undefined
    }
    expect(fault({base: sound, mine: text('rhythm: weekly', 'lasts: [2h'), theirs: text('rhythm: monthly')})).toEqual(['unsound', expect.stringMatching(/^a bracket .* \(the file as it is here\)$/), place.path, 2])
    expect(fault({base: sound, mine: text('rhythm: monthly'), theirs: text('rhythm: weekly', '', 'lasts: long')})).toEqual(['unsound', expect.stringMatching(/^`lasts` .* \(the file as the others have it\)$/), place.path, 3])
    expect(fault({base: sound, mine: '', theirs: text('rhythm: monthly')})).toEqual(['unsound', expect.stringMatching(/empty.* \(the file as it is here\)$/), place.path, 1])
  })
})

describe('two texts that differ in one field', () => {
  const base = text('rhythm: weekly', '', '# the big question', 'topic: Thrift', '', 'notes: |', '  One.')
  const texts = {base, mine: base.replace('Thrift', 'Sloth').replace('One.', 'One.\n  Two.'), theirs: base.replace('Thrift', 'Envy').replace('weekly', 'weekly # as ever')}
  const wanted = (topic: string) => text('rhythm: weekly # as ever', '', '# the big question', `topic: ${topic}`, '', 'notes: |', '  One.', '  Two.')

  it('have what was settled', () => {
    expect(mergeTexts(place, texts, () => 'mine')).toEqual({text: wanted('Sloth'), conflicts: [], remarks: []})
    expect(mergeTexts(place, texts, () => 'theirs').text).toBe(wanted('Envy'))
    expect(mergeTexts(place, texts, () => 'base').text).toBe(wanted('Thrift'))
  })

  it('have mine where nothing was, and say so', () => {
    const {text: unsettled, conflicts} = mergeTexts(place, texts, nobody)
    expect(unsettled).toBe(wanted('Sloth'))
    expect(conflicts).toMatchObject([{field: ['topic'], base: 'Thrift', mine: 'Sloth', theirs: 'Envy'}])
  })

  it('are marked just there, for somebody to choose', () => {
    const marked = markedText(place, texts, {mine: 'HEAD', theirs: 'from the others'})
    expect(marked.conflicts).toHaveLength(1)
    expect(marked.text).toBe(wanted('X').replace('topic: X\n', text('<<<<<<< HEAD', 'topic: Sloth', '=======', 'topic: Envy', '>>>>>>> from the others')))
    const swapped = markedText(place, {...texts, mine: texts.theirs, theirs: texts.mine}, {mine: 'HEAD', theirs: 'from the others'})
    expect(swapped.text).toBe(wanted('X').replace('topic: X\n', text('<<<<<<< HEAD', 'topic: Envy', '=======', 'topic: Sloth', '>>>>>>> from the others')))
  })

  it('are marked with the line ends that they have', () => {
    const windows = (source: string) => source.replaceAll('\n', '\r\n')
    const marked = markedText(place, {base: windows(texts.base), mine: windows(texts.mine), theirs: windows(texts.theirs)}, {mine: 'a', theirs: 'b'})
    expect(marked.text).toBe(windows(wanted('X').replace('topic: X\n', text('<<<<<<< a', 'topic: Sloth', '=======', 'topic: Envy', '>>>>>>> b'))))
  })

  it('have no marks where nothing is in conflict', () => {
    const clean = {base, mine: texts.mine.replace('Sloth', 'Thrift'), theirs: texts.theirs.replace('Envy', 'Thrift')}
    expect(markedText(place, clean, {mine: 'a', theirs: 'b'})).toEqual({text: wanted('Thrift'), conflicts: [], remarks: []})
  })
})

describe('two texts of a format', () => {
  it('keep the comments of their steps', () => {
    const base = text('name: Ours', '', 'purpose: Talk.', '', 'steps:', '  - title: Begin', '    minutes: 5', '', '  # the heart of it', '  - title: Talk', '    minutes: 60')
    const mine = base.replace('60', '50 # was an hour')
    const theirs = base.replace('  # the heart', '  # a glass of wine\n  - title: Drink\n    minutes: 10\n\n  # the heart')
    expect(merged('format', {base, mine, theirs})).toBe(theirs.replace('60', '50 # was an hour'))
  })
})
