/** Reading a calendar that the program wrote, line by line, without a parser of ours. */

/** The lines of a calendar, each unfolded. */
export function linesOf(text: string): string[] {
  return text.replace(/\r\n /g, '').split('\r\n')
}

/** One event: its lines by the name in front, with parameters left out; and its reminders. */
export interface EventLines extends ReadonlyMap<string, string> {
  readonly triggers: readonly string[]
  /** The line of this name as it stands, parameters and all. */
  readonly line: (name: string) => string | undefined
}

/** The events of a calendar by UID, in their order. */
export function eventLines(text: string): Map<string, EventLines> {
  const all = linesOf(text).join('\r\n').split('BEGIN:VEVENT\r\n').slice(1).map((each): EventLines => {
    const whole = each.split('END:VEVENT')[0]!
    const lines = whole.replace(/BEGIN:VALARM[\s\S]*?END:VALARM\r\n/g, '').trimEnd().split('\r\n')
    const map = new Map(lines.map((line): [string, string] => [/^[A-Z-]+/.exec(line)![0], line.replace(/^[^:]*:/, '')]))
    return Object.assign(map, {
      triggers: [...whole.matchAll(/^TRIGGER[^:]*:(.*)\r$/gm)].map(([, trigger]) => trigger!),
      line: (name: string) => lines.find((line) => new RegExp(`^${name}[;:]`).test(line)),
    })
  })
  return new Map(all.map((event): [string, EventLines] => [event.get('UID')!, event]))
}

/** The same by the gathering's id. */
export function gatheringLines(text: string): Map<string, EventLines> {
  return new Map([...eventLines(text)].map(([uid, event]): [string, EventLines] => [uid.replace(/\..*$/, ''), event]))
}
