/** Commands for the people of a circle. */
import type {Specification} from './specification.ts'

const people = 'People'

export const peopleCommands: readonly Specification[] = [
  {
    name: 'member add',
    group: people,
    about: 'add a member',
    arguments: [{name: 'person', about: '"Bo Ek <bo@example.org>"', required: true}],
    options: [
      {flags: '--id <id>', about: 'a short name for commands; default: the first name'},
      {flags: '--timezone <zone>', about: "if not the circle's"},
      {flags: '--offers <text>', about: 'what they can teach', many: true},
      {flags: '--seeks <text>', about: 'what they want to learn', many: true},
      {flags: '--remind <times>', about: 'reminders in their own calendar: 1d,15m', many: true},
      {flags: '--agreed [day]', about: 'they agreed to the promises, today or on that day'},
    ],
    examples: [
      ['circle member add "Bo Ek <bo@example.org>"', 'Bo joins today'],
      ['circle member add "Dee Ash" --timezone Asia/Kolkata --seeks "book-keeping"', 'without an address'],
    ],
    load: () => import('../commands/member-add.ts'),
  },
  {
    name: 'member list',
    group: people,
    about: 'who is in the circle',
    options: [{flags: '--all', about: 'also those who left'}],
    examples: [
      ['circle member list', 'active and paused members'],
      ['circle member list --all --json', 'everybody, for a program'],
    ],
    load: () => import('../commands/member-list.ts'),
  },
  {
    name: 'member show',
    group: people,
    about: 'one member: what they offer and seek, their commitments and turns',
    arguments: [{name: 'member', about: 'id or name; you when absent'}],
    examples: [
      ['circle member show bo', 'Bo'],
      ['circle member show', 'yourself'],
    ],
    load: () => import('../commands/member-show.ts'),
  },
  {
    name: 'member edit',
    group: people,
    about: "change a member's entry",
    details: 'Without flags it opens the file in your editor.',
    arguments: [{name: 'member', about: 'id or name; you when absent'}],
    options: [
      {flags: '--name <name>', about: 'a new name; the id stays'},
      {flags: '--email <address>', about: 'a new address'},
      {flags: '--timezone <zone>', about: 'where they live now'},
      {flags: '--offers <text>', about: 'add what they can teach', many: true},
      {flags: '--seeks <text>', about: 'add what they want to learn', many: true},
      {flags: '--remind <times>', about: 'reminders in their own calendar: 1d,15m; none for none', many: true},
      {flags: '--agreed [day]', about: 'they agreed to the promises, today or on that day'},
    ],
    examples: [
      ['circle member edit bo --email bo@example.net', 'a new address'],
      ['circle member edit bo --seeks French --seeks chess', 'two more wishes'],
      ['circle member edit bo --remind 1d,15m', 'see circle ics --member bo'],
    ],
    load: () => import('../commands/member-edit.ts'),
  },
  {
    name: 'member pause',
    group: people,
    about: 'a member takes a break',
    arguments: [{name: 'member', about: 'id or name', required: true}],
    options: [{flags: '--since <day>', about: 'from when; default: today'}],
    examples: [
      ['circle member pause bo', 'no turns for Bo until he returns'],
      ['circle member pause bo --since 2026-12-01', 'from a day on'],
    ],
    load: () => import('../commands/member-pause.ts'),
  },
  {
    name: 'member return',
    group: people,
    about: 'a member is back',
    arguments: [{name: 'member', about: 'id or name', required: true}],
    options: [{flags: '--since <day>', about: 'from when; default: today'}],
    examples: [
      ['circle member return bo', 'Bo is back'],
      ['circle member return bo --since 2027-01-08', 'since that day'],
    ],
    load: () => import('../commands/member-return.ts'),
  },
  {
    name: 'member leave',
    group: people,
    about: 'a member leaves; their page stays',
    arguments: [{name: 'member', about: 'id or name', required: true}],
    options: [{flags: '--since <day>', about: 'from when; default: today'}],
    examples: [
      ['circle member leave bo', 'Bo leaves today'],
      ['circle member leave bo --since 2026-11-30', 'from a day on'],
    ],
    load: () => import('../commands/member-leave.ts'),
  },
]
