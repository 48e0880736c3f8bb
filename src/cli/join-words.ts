/** What is said to somebody who has joined. */
import type {Circle} from '../model/circle.ts'
import {forms} from '../model/forms.ts'
import {whenText} from '../model/when.ts'
import {wallOf} from '../schedule/instant.ts'
import {comingGathering} from '../schedule/named.ts'
import type {Setting} from './command.ts'
import {clockWords, whenWords} from './gathering-words.ts'
import type {Joining} from './join-member.ts'
import {shellWord} from './shell-word.ts'
import type {Block} from './terminal/lines.ts'
import {name, section, steps, strong} from './terminal/lines.ts'

export interface Arrival {
  /** False for a member whom the circle knew already: somebody who was here before, or was added and comes for the first time. */
  readonly isNew: boolean
  /** The folder of the circle, absolute. */
  readonly root: string
  /** What `cd` takes to get there; undefined for the folder one is in. */
  readonly way: string | undefined
  /** The zone of this computer. */
  readonly zone: string
}

/** Who they are here, when the circle gathers next, and what to do first. */
export function joinedBlocks(circle: Circle, {id, member}: Joining, {isNew, root, way, zone}: Arrival, setting: Setting): Block[] {
  const {charter} = circle
  const left = member.status === 'left'
  const next = comingGathering(circle, setting.nowMs, setting.today)
  const own = member.timezone ?? (forms.zone.fault(zone) === undefined ? zone : charter.timezone)
  const clocks = next === undefined ? undefined : clockWords(next, own)
  const where = [next?.place, next?.link].filter((part) => part !== undefined).join(', ')
  const hasOtherClocks = member.timezone === undefined && whenText(wallOf(own, setting.nowMs)) !== whenText(wallOf(charter.timezone, setting.nowMs))
  const names = [...circle.members.values()].filter(({status}) => status !== 'left').map((each) => each.name)
  return [
    isNew ? ['You are a member of ', strong(charter.name), ', as ', name(id), '.'] : [left ? 'You have been a member of ' : 'Welcome to ', strong(charter.name), `, ${member.name} (`, name(id), ').'],
    ...(left ? ['You have left it; it is for you to say whether you return.'] : []),
    {
      table: [
        ['folder', root],
        ['next', next === undefined ? 'no date yet' : `${next.title}, ${whenWords(next)}${clocks === undefined ? '' : ` (${clocks})`}`],
        ...(where === '' ? [] : [['where', where]]),
        ['members', names.length > 12 ? `${names.slice(0, 12).join(', ')} … and ${names.length - 12} more` : names.join(', ')],
      ],
      indent: 2,
    },
    ...section('Next', [steps([
      ...(way === undefined ? [] : [[`cd ${way}`, 'go there'] as const]),
      ...(left ? [[`circle member return ${shellWord(id)}`, 'come back; then `circle sync`'] as const] : []),
      ['circle', 'shows how things stand'],
      ...(hasOtherClocks ? [[`circle member edit ${shellWord(id)} --timezone ${own}`, 'shows hours by your own clocks too'] as const] : []),
      ...(next === undefined || left ? [] : [['circle rsvp next yes', 'says that you come'] as const]),
      ['circle ics', 'makes the calendar file'],
      ['circle sync', 'shares what you change, and fetches what others have'],
    ])]),
  ]
}
