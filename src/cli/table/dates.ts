/** Commands for when a circle gathers. */
import {gathering} from './specification.ts'
import type {Option, Specification} from './specification.ts'

const dates = 'Dates'

const rhythmOptions: readonly Option[] = [
  {flags: '--title <title>', about: 'what these gatherings are called'},
  {flags: '--lasts <length>', about: 'how long: 2h, 90 min, 3 days'},
  {flags: '--place <place>', about: 'where'},
  {flags: '--link <url>', about: 'where online'},
]

export const datesCommands: readonly Specification[] = [
  {
    name: 'schedule list',
    group: dates,
    about: 'the dates to come',
    options: [
      {flags: '--next <count>', about: 'how many; default: 10'},
      {flags: '--from <day>', about: 'from this day'},
      {flags: '--to <day>', about: 'until and including this day'},
    ],
    examples: [
      ['circle schedule list', 'the next ten'],
      ['circle schedule list --from 2026-01-01 --to 2026-12-31', 'a whole year'],
      ['circle schedule list --next 3 --json', 'for a program'],
    ],
    load: () => import('../commands/schedule-list.ts'),
  },
  {
    name: 'schedule add',
    group: dates,
    about: 'add a date of its own',
    arguments: [{name: 'when', about: '"2026-12-05 14:00", "next saturday"; without a time: all day', required: true}],
    options: rhythmOptions,
    examples: [
      ['circle schedule add "2026-12-05 14:00" --title Picnic --lasts 3h', 'one afternoon'],
      ['circle schedule add 2026-12-12 --title "Open day"', 'all day'],
    ],
    load: () => import('../commands/schedule-add.ts'),
  },
  {
    name: 'schedule move',
    group: dates,
    about: 'move a gathering; it keeps its id',
    arguments: [
      {...gathering, required: true},
      {name: 'when', about: 'the new day, time, or both', required: true},
    ],
    examples: [
      ['circle schedule move next "friday 20:00"', 'to another time'],
      ['circle schedule move 2026-12-25 2026-12-28', 'to another day at the same hour'],
    ],
    load: () => import('../commands/schedule-move.ts'),
  },
  {
    name: 'schedule edit',
    group: dates,
    about: 'give one gathering another place, link, length, title or topic',
    details: 'For this time only: its rhythm stays as it is. An empty text takes out what the gathering has of its own, as in --place "".',
    arguments: [{...gathering, required: true}],
    options: [...rhythmOptions, {flags: '--topic <topic>', about: 'what it is about'}],
    examples: [
      ['circle schedule edit next --place "Ann\'s kitchen"', 'somewhere else, this once'],
      ['circle schedule edit 2026-12-25 --lasts 4h --title "Christmas dinner"', 'longer, under another title'],
      ['circle schedule edit next --place ""', 'where it always is, after all'],
    ],
    load: () => import('../commands/schedule-edit.ts'),
  },
  {
    name: 'schedule cancel',
    group: dates,
    about: 'call a gathering off',
    details: 'A folder that hits no date of its rhythm any more can be called off too: it becomes a date of its own.',
    arguments: [{...gathering, required: true}],
    options: [{flags: '--why <text>', about: 'the reason; it is shown in the calendar'}],
    examples: [
      ['circle schedule cancel 2026-12-25 --why "Christmas"', 'with its reason'],
      ['circle schedule cancel next --why "The hall is closed"', 'the next one'],
    ],
    load: () => import('../commands/schedule-cancel.ts'),
  },
  {
    name: 'schedule restore',
    group: dates,
    about: 'take a cancellation or a move back',
    arguments: [{...gathering, required: true}],
    examples: [
      ['circle schedule restore 2026-12-25', 'it takes place after all'],
      ['circle schedule restore 2026-12-25-weekly', 'by its id'],
    ],
    load: () => import('../commands/schedule-restore.ts'),
  },
  {
    name: 'schedule add-rhythm',
    group: dates,
    about: 'add a rhythm',
    arguments: [{name: 'id', about: 'a short name: monthly, retreat', required: true}],
    options: [
      {flags: '--starts <when>', about: 'the first occurrence, or the day from which the rule counts'},
      {flags: '--repeats <rhythm>', about: '"every month on the last friday", or an RRULE'},
      ...rhythmOptions,
      {flags: '--timezone <zone>', about: "if not the circle's"},
      {flags: '--format <format>', about: "if not the circle's"},
    ],
    examples: [
      ['circle schedule add-rhythm retreat --starts 2027-06-11 --repeats "every year on the 2nd friday of june" --lasts "3 days"', 'a yearly retreat'],
      ['circle schedule add-rhythm asia --starts "2027-01-05 08:00" --repeats "every 2 weeks" --lasts 1h --timezone Asia/Kolkata', 'a twin at another hour'],
    ],
    load: () => import('../commands/schedule-add-rhythm.ts'),
  },
  {
    name: 'schedule end-rhythm',
    group: dates,
    about: 'end a rhythm; the past stays as it was',
    details: 'Later dates that have a page of their own are called off as dates of their own, so that those who were invited can be told.',
    arguments: [{name: 'id', about: 'the rhythm', required: true}],
    options: [{flags: '--after <day>', about: 'the last day on which it may fall'}],
    examples: [
      ['circle schedule end-rhythm weekly --after 2026-12-31', 'the last one is in December'],
      ['circle schedule end-rhythm weekly --after today --dry-run', 'what that would write'],
    ],
    load: () => import('../commands/schedule-end-rhythm.ts'),
  },
  {
    name: 'schedule import',
    group: dates,
    about: 'take over the dates of a calendar file, as rhythms and gatherings',
    details:
      'What recurs becomes a rhythm of the charter, its exceptions and single events become gatherings. What is past is not ' +
      'taken, unless --from says so: what is going on begins with its first date to come. ' +
      'All that the circle has no word for is listed with its line. What is called alike and ' +
      'begins alike, or recurs by the same rule on the same dates, is taken for the same: ' +
      'it stays as it is here, and where the file differs, that is told.',
    arguments: [{name: 'file', about: 'an .ics file; - reads standard input', required: true}],
    options: [
      {flags: '--from <day>', about: 'take dates from this day on; default: today'},
      {flags: '--to <day>', about: 'until and including this day, where rhythms end too; default: no end'},
      {flags: '--skip <event>', about: 'leave this one out: its title, a part of it, or a line of the file', many: true},
      {flags: '--only <event>', about: 'take nothing but this', many: true},
      {flags: '--private', about: 'take events too that are marked as private'},
    ],
    examples: [
      ['circle schedule import calendar.ics --dry-run', 'what it would become'],
      ['circle schedule import calendar.ics --from 2026-01-01 --yes', 'with the past of this year, without being asked'],
    ],
    load: () => import('../commands/schedule-import.ts'),
  },
]
