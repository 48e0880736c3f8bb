import {titleOf} from '../../agenda/agenda.ts'
import type {Charter, Rhythm} from '../../model/charter.ts'
import {isDay} from '../../model/day.ts'
import {readWhen} from '../../model/when.ts'
import {dayWords} from '../../schedule/words.ts'
import {circleCommand} from '../command.ts'
import type {Block, Cell} from '../terminal/lines.ts'
import {faint, name, section, strong} from '../terminal/lines.ts'

export const command = circleCommand<Record<string, never>>({
  answers: () => ({}),

  change: ({charter}) => ({
    show: [
      [strong(charter.name), '  ', name(charter.id)],
      {text: charter.purpose.trimEnd()},
      ...section('Promises', (charter.promises ?? []).length === 0 ? [faint('none yet: circle charter edit --promise "…"')] : [{table: charter.promises!.map((promise): Cell[] => ['-', promise]), indent: 2}]),
      ...section('Rhythms', rhythmBlocks(charter)),
      '',
      {table: factRows(charter)},
    ],
    json: {charter},
  }),
})

function rhythmBlocks({rhythms = {}}: Charter): Block[] {
  const rows = Object.entries(rhythms).map(([id, rhythm]): Cell[] => [name(id), rhythmWords(rhythm)])
  return rows.length === 0 ? [] : [{table: rows, indent: 2}]
}

/** `Weekly evening, every week from Friday 20 November 2026 19:00, for 2h, at The tavern`. */
function rhythmWords({title, starts, repeats, until, lasts, timezone, place, link, format}: Rhythm): string {
  const when = readWhen(starts)
  const first = when === undefined ? starts : [dayWords(when.day), ...(when.time === undefined ? [] : [when.time])].join(' ')
  const parts = [
    title,
    repeats === undefined ? first : `${repeats} from ${first}`,
    until === undefined ? undefined : `until ${isDay(until) ? dayWords(until) : until}`,
    lasts === undefined ? undefined : `for ${lasts}`,
    timezone,
    place === undefined ? undefined : `at ${place}`,
    link,
    format === undefined ? undefined : `run as ${format}`,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}

function factRows({founded, timezone, privacy, format, roles}: Charter): Cell[][] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['founded', isDay(founded) ? dayWords(founded) : founded],
    ['time zone', timezone],
    ['format', format],
    ['roles', roles === undefined || roles.length === 0 ? undefined : roles.map(titleOf).join(', ')],
    ['privacy', privacy],
  ]
  return facts.filter(([, value]) => value !== undefined).map(([key, value]) => [faint(key), value!])
}
