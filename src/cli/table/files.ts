/** Commands for the files themselves. */
import type {Specification} from './specification.ts'

const files = 'Files'

export const filesCommands: readonly Specification[] = [
  {
    name: 'ics',
    group: files,
    about: 'the schedule as a calendar file',
    details: [
      'Import the file into any calendar, or put it where a calendar can fetch it and subscribe to it. It holds the circle\'s name and purpose, and of each gathering title, time, place, link, topic, format and why it was called off: no member, no address, no note.',
      'With --member it is one member\'s own, with their roles and reminders, and still names nobody.',
      'Where a gathering takes all day, reminders count from nine in the morning, so 1d is 09:00 the day before; shorter ones are left out there.',
      'The colours are blue, brown, chocolate, crimson, darkcyan, darkorange, goldenrod, gray, green, maroon, navy, olive, orchid, purple, red, royalblue, slateblue and teal.',
      'What is to be written is read back first. Where that differs nothing is written, and the exit status is 3.',
      '`circle help calendars` says which way suits whom.',
    ].join('\n'),
    options: [
      {flags: '--out <file>', about: 'where to; - is standard output; default: <circle>.ics, with --member <circle>-<member>.ics, with --for <circle>-for-<member>.ics; with --each a folder'},
      {flags: '--from <day>', about: 'from this day; default: 30 days back'},
      {flags: '--to <day>', about: 'until and including this day; default: 18 months ahead'},
      {flags: '--member <member>', about: "one member's own: with their roles, and the reminders in their entry"},
      {flags: '--for <member>', about: 'the same, with times on their clocks'},
      {flags: '--remind <times>', about: 'reminders so long before: 1d,15m, 0m for the start; none for none', many: true},
      {flags: '--series', about: 'one recurring event for each rhythm that every calendar reads alike'},
      {flags: '--each', about: 'one file for each gathering, in a folder'},
      {flags: '--all <folder...>', about: 'these circles in one file; default: circles.ics where you are'},
      {flags: '--color <name>', about: 'its colour, such as teal; default: always the same for a circle'},
      {flags: '--source <url>', about: 'where calendars will fetch the file'},
    ],
    examples: [
      ['circle ics', 'into the folder of the circle'],
      ['circle ics --for bo --remind 1d,15m', "Bo's own, on Bo's clocks"],
      ['circle ics --from 2026-01-01 --to 2026-12-31 --out - | less', 'one year, to look at'],
    ],
    load: () => import('../commands/ics.ts'),
  },
  {
    name: 'check',
    group: files,
    about: 'is every file sound?',
    details: [
      'With --change it reads commits, not the folder: at each of them every file must be sound, and at the end nothing that was there before may be gone. It lists the pages under a member\'s name that somebody else wrote.',
      'base..head compares with base, base...head with where the two parted; without a base (or with zeros) all commits count.',
    ].join('\n'),
    options: [
      {flags: '--change <range>', about: 'the commits of base..head, as on a forge'},
      {flags: '--strict', about: 'a page that somebody else wrote counts as a problem'},
    ],
    examples: [
      ['circle check', 'all problems at once; exit status 3 when there is one'],
      ['circle check --change HEAD~1..HEAD', 'what the last commit brought'],
      ['circle check --json', 'for a program'],
    ],
    load: () => import('../commands/check.ts'),
  },
  {
    name: 'schema',
    group: files,
    about: 'the JSON Schema of a kind of file',
    arguments: [{name: 'kind', about: 'charter, member, gathering, page or format', required: true}],
    examples: [
      ['circle schema member', 'what a member file may say'],
      ['circle schema charter > charter.json', 'for an editor'],
    ],
    load: () => import('../commands/schema.ts'),
  },
  {
    name: 'doctor',
    group: files,
    about: 'is this machine fit for circle: git, zone data, editor, mail, versions',
    details: "Compares Node's zone data with the system's, and names the zones of this circle in which they differ.",
    examples: [
      ['circle doctor', 'look, and say what to do'],
      ['circle doctor --json', 'for a bug report'],
    ],
    load: () => import('../commands/doctor.ts'),
  },
  {
    name: 'merge-file',
    group: files,
    about: 'merge one file field by field; git calls it in a merge or rebase',
    details: [
      'What comes of it is written into <mine>. The exit status is 0 where nothing is left to decide, and 1 where it is: then the fields in question stand between markers.',
      '`circle init` and `circle join` set it up (git config merge.circle.driver).',
    ].join('\n'),
    arguments: [
      {name: 'base', about: 'the file as it was before both changed it; empty for none', required: true},
      {name: 'mine', about: 'one version', required: true},
      {name: 'theirs', about: 'the other version', required: true},
      {name: 'path', about: 'where the file lies in the circle: members/ann.yaml', required: true},
    ],
    examples: [
      ['circle merge-file old.yaml mine.yaml theirs.yaml members/ann.yaml', 'into mine.yaml'],
      ['circle merge-file old.yaml mine.yaml theirs.yaml charter.yaml', 'the charter'],
    ],
    load: () => import('../commands/merge-file.ts'),
  },
]
