/** Commands for finding a date together. */
import type {Argument, Option, Specification} from './specification.ts'

const dates = 'Dates'

const poll: Argument = {name: 'poll', about: 'its id or the beginning of its title; the only open one'}

const details: readonly Option[] = [
  {flags: '--lasts <length>', about: 'how long: 2h, 90 min, 3 days'},
  {flags: '--place <place>', about: 'where'},
  {flags: '--link <url>', about: 'where online'},
]

export const pollCommands: readonly Specification[] = [
  {
    name: 'schedule poll',
    group: dates,
    about: 'find a date: what was answered so far',
    details: 'Shows the open polls with all answers, in your own time zone.',
    arguments: [{...poll, about: 'its id or the beginning of its title; else every open one'}],
    options: [{flags: '--all', about: 'also those that are closed'}],
    examples: [
      ['circle schedule poll', 'who can come when, and which date is best so far'],
      ['circle schedule poll winter --json', 'one poll, for a program'],
    ],
    load: () => import('../commands/schedule-poll.ts'),
  },
  {
    name: 'schedule poll open',
    group: dates,
    about: 'ask the others which date suits them',
    details: "Dates are wall-clock times in the circle's zone, or in that of --timezone; everybody sees them in their own.",
    arguments: [{name: 'title', about: 'what the date is for', required: true}],
    options: [
      {flags: '--option <when>', about: 'a date: "2026-12-05 14:00", "saturday 14:00"; without a time: all day', many: true},
      {flags: '--deadline <when>', about: 'until when to answer: a day, or a day and a time'},
      {flags: '--about <text>', about: 'what it is for, in more words'},
      ...details,
      {flags: '--timezone <zone>', about: "if not the circle's"},
    ],
    examples: [
      ['circle schedule poll open "Winter walk" --option "2026-12-05 14:00" --option "2026-12-06 11:00" --deadline thursday', 'two dates'],
      ['circle schedule poll open Picnic --option 2027-05-29 --option 2027-06-05 --place "The meadow"', 'whole days'],
    ],
    load: () => import('../commands/schedule-poll-open.ts'),
  },
  {
    name: 'schedule poll vote',
    group: dates,
    about: 'say to which dates you can come',
    details: 'Asks date by date at a terminal. "If need be": only if it suits the others best. Votes are open to all members, and can be changed until the poll is closed. Dates are numbered as they were added.',
    arguments: [poll, {name: 'votes', about: '"yes, if need be, no" in the order of the numbers, "skip" for none; one alone: to all'}],
    options: [
      {flags: '--can <dates>', about: 'dates by number, id or day: 1,3', many: true},
      {flags: '--if-need-be <dates>', about: 'to which you come only if need be', many: true},
      {flags: '--cannot <dates>', about: 'to which you cannot come', many: true},
      {flags: '--rest <vote>', about: 'what you say to all others: yes, "if need be" or no'},
      {flags: '--why <text>', about: 'what the others should know'},
    ],
    examples: [
      ['circle schedule poll vote "yes, if need be"', 'in the order of the numbers'],
      ['circle schedule poll vote winter --can 1 --rest no --why "Sundays I sing"', 'by their numbers'],
      ['circle schedule poll vote winter no', 'to none of them'],
    ],
    load: () => import('../commands/schedule-poll-vote.ts'),
  },
  {
    name: 'schedule poll add-option',
    group: dates,
    about: 'add a date to a poll',
    arguments: [poll, {name: 'when', about: '"2026-12-12 14:00", "saturday 14:00"; without a time: all day'}],
    options: details,
    examples: [
      ['circle schedule poll add-option "2026-12-12 14:00"', 'to the only open poll'],
      ['circle schedule poll add-option winter "sunday 15:00" --place "The tavern"', 'somewhere else than the others'],
    ],
    load: () => import('../commands/schedule-poll-add-option.ts'),
  },
  {
    name: 'schedule poll edit',
    group: dates,
    about: 'give a poll another deadline, title or place',
    arguments: [poll],
    options: [
      {flags: '--deadline <when>', about: 'until when to answer: a day, or a day and a time'},
      {flags: '--title <title>', about: 'what the date is for'},
      {flags: '--about <text>', about: 'what it is for, in more words'},
      ...details,
    ],
    examples: [
      ['circle schedule poll edit --deadline "friday 18:00"', 'the only open poll'],
      ['circle schedule poll edit winter --place "The old bridge"', 'by its title'],
    ],
    load: () => import('../commands/schedule-poll-edit.ts'),
  },
  {
    name: 'schedule poll close',
    group: dates,
    about: 'choose the best date and plan the gathering',
    details:
      'The best date is the one to which the most can come at all, yes and if need be; of these the one with the most yes, then with the fewest no, then the earliest. '
      + 'Dates that are past are left out. While somebody has not answered and the deadline is not over, it asks first; --yes closes it. The same date again brings back its gathering.',
    arguments: [poll],
    options: [{flags: '--choose <date>', about: 'this date instead of the best: its number, id or day'}],
    examples: [
      ['circle schedule poll close --choose 2026-12-06 --yes', 'with a date of your choice'],
      ['circle schedule poll close winter --choose 1 --yes --dry-run', 'what that would write'],
    ],
    load: () => import('../commands/schedule-poll-close.ts'),
  },
  {
    name: 'schedule poll cancel',
    group: dates,
    about: 'call a poll off',
    arguments: [poll],
    options: [{flags: '--why <text>', about: 'the reason'}],
    examples: [
      ['circle schedule poll cancel --why "Too cold"', 'the only open poll'],
      ['circle schedule poll cancel winter --why "Next year"', 'by its title'],
    ],
    load: () => import('../commands/schedule-poll-cancel.ts'),
  },
  {
    name: 'schedule poll reopen',
    group: dates,
    about: 'open a poll again; the gathering that came of it is called off',
    arguments: [{...poll, about: 'its id or the beginning of its title; the only one that is not open'}],
    options: [
      {flags: '--why <text>', about: 'why the gathering is called off; it is shown in the calendar'},
      {flags: '--deadline <when>', about: 'another time until which to answer'},
    ],
    examples: [
      ['circle schedule poll reopen --deadline friday', 'the only one that is not open'],
      ['circle schedule poll reopen winter --why "The path is flooded"', 'by its title'],
    ],
    load: () => import('../commands/schedule-poll-reopen.ts'),
  },
]
