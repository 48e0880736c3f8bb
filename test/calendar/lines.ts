/** iCalendar text taken apart by RFC 5545 3.1 alone, with nothing of the program and of its libraries: what a stranger finds in it. */

/** A content line: its name and its parameters' names in capitals, values as they stand there. */
export interface ContentLine {
  readonly name: string
  readonly parameters: readonly {readonly name: string; readonly values: readonly string[]}[]
  readonly value: string
}

/** A component: its name, and what stands in it. */
export interface Part {
  readonly name: string
  readonly lines: ContentLine[]
  readonly parts: Part[]
}

/** What is wrong with a file's bytes by RFC 5545 3.1, and what no reader should have to see. */
export function wrongLines(text: string): string[] {
  const raw = Buffer.from(text)
  const rows = raw.toString('latin1').split('\r\n')
  return [
    ...rows.filter((row) => row.length > 75).map((row) => `long: ${row}`),
    // A cut inside a character would not be UTF-8 on either side of it.
    ...rows.filter((row) => Buffer.from(Buffer.from(row, 'latin1').toString('utf8')).toString('latin1') !== row).map((row) => `cut: ${row}`),
    ...rows.slice(0, -1).filter((row) => row === '').map(() => 'an empty line'),
    ...(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u0085\u2028\u2029]|\r(?!\n)|(?<!\r)\n/.test(text) ? ['a control character'] : []),
    ...(text.endsWith('\r\n') ? [] : ['no line end']),
  ]
}

/** The one component of a file. Throws at whatever the grammar does not allow. */
export function partOf(text: string): Part {
  const root: Part = {name: 'file', lines: [], parts: []}
  const open = [root]
  for (const line of text.replaceAll(/\r\n[ \t]/g, '').split('\r\n').slice(0, -1)) {
    const content = contentLine(line)
    const inside = open.at(-1)!
    if (content.name === 'BEGIN') {
      const part: Part = {name: content.value, lines: [], parts: []}
      inside.parts.push(part)
      open.push(part)
    } else if (content.name === 'END') {
      if (open.pop()!.name !== content.value) throw new Error(`END:${content.value} in the wrong place`)
    } else {
      if (inside === root) throw new Error(`outside of everything: ${line}`)
      if (inside.parts.length > 0 && inside.name === 'VEVENT') throw new Error(`a property after a component: ${line}`)
      inside.lines.push(content)
    }
  }
  if (open.length !== 1 || root.parts.length !== 1) throw new Error('not one component')
  return root.parts[0]!
}

/** `name *(";" param) ":" value`, character by character. */
function contentLine(line: string): ContentLine {
  let at = 0
  const name = take(/[A-Za-z0-9-]/)
  const parameters: {name: string; values: string[]}[] = []
  while (line[at] === ';') {
    at += 1
    const parameter = {name: take(/[A-Za-z0-9-]/), values: [] as string[]}
    if (line[at] !== '=') throw new Error(`no = in ${line}`)
    do {
      at += 1
      parameter.values.push(parameterValue())
    } while (line[at] === ',')
    parameters.push(parameter)
  }
  if (name === '' || line[at] !== ':') throw new Error(`not a content line: ${line}`)
  return {name: name.toUpperCase(), parameters, value: line.slice(at + 1)}

  function take(allowed: RegExp): string {
    const from = at
    while (at < line.length && allowed.test(line[at]!)) at += 1
    return line.slice(from, at)
  }

  function parameterValue(): string {
    if (line[at] !== '"') return take(/[^";:,\0-\x08\x0a-\x1f\x7f]/)
    at += 1
    const inside = take(/[^"\0-\x08\x0a-\x1f\x7f]/)
    if (line[at] !== '"') throw new Error(`a quotation mark without its other in ${line}`)
    at += 1
    return inside
  }
}

/** The names of a part's properties, sorted, with those of their parameters: `DTSTART;TZID`. */
export function namesIn({lines}: Part): string[] {
  return lines.map(({name, parameters}) => [name, ...parameters.map((parameter) => parameter.name.toUpperCase()).toSorted()].join(';')).toSorted()
}

/** TEXT as it is meant (RFC 5545 3.3.11). Throws where something that must be escaped is not. */
export function plainText(value: string): string {
  if (/(^|[^\\])(\\\\)*[,;]/.test(value)) throw new Error(`not escaped: ${value}`)
  return value.replaceAll(/\\([\\;,Nn])/g, (_, character: string) => (character.toLowerCase() === 'n' ? '\n' : character))
}

/** The TEXT values of a list (CATEGORIES). */
export function plainList(value: string): string[] {
  return (value.match(/(?:[^\\,]|\\.)+/gsu) ?? []).map(plainText)
}

/** The value of a parameter as it is meant (RFC 6868). */
export function plainParameter(value: string): string {
  return value.replaceAll(/\^([n'^])/g, (_, character: string) => ({n: '\n', "'": '"', '^': '^'})[character]!)
}
