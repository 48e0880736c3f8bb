/**
 * Every command as data: its words, flags, help and examples. The program's parser, its help, its completion and the
 * README's reference come from here. What a command does is loaded when it is run.
 */
import type {Command} from './command.ts'

export interface Argument {
  readonly name: string
  readonly about: string
  readonly required?: boolean
}

export interface Option {
  /** As commander reads it: `-n, --next <count>`. */
  readonly flags: string
  readonly about: string
  /** May be given more than once. */
  readonly many?: boolean
}

export interface Specification {
  readonly name: string
  readonly group: string
  readonly about: string
  readonly details?: string
  readonly arguments?: readonly Argument[]
  readonly options?: readonly Option[]
  /** Command lines that run, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[]
  readonly load: () => Promise<{readonly command: Command}>
}

const gathering: Argument = {name: 'gathering', about: 'its id, its day, `next` or `last`'}
const start = 'Start'
const people = 'People'
const terms = 'The charter'
const dates = 'Dates'
const evening = 'A gathering'
const sharing = 'Sharing'
const files = 'Files'

const rhythmOptions: readonly Option[] = [
  {flags: '--title <title>', about: 'what these gatherings are called'},
  {flags: '--lasts <length>', about: 'how long: 2h, 90 min, 3 days'},
  {flags: '--place <place>', about: 'where'},
  {flags: '--link <url>', about: 'where online'},
]

export const commonOptions: readonly Option[] = [
  {flags: '-C, --dir <folder>', about: 'the circle to work on, if not the one around this folder'},
  {flags: '--as <member>', about: 'who you are, if not the member with your git e-mail'},
  {flags: '--json', about: 'print one JSON object instead of text'},
  {flags: '--dry-run', about: 'show what would change, and write nothing'},
  {flags: '--no-commit', about: 'write, but leave the commit to you'},
  {flags: '-y, --yes', about: 'ask nothing; take the defaults'},
  {flags: '-q, --quiet', about: 'print results only'},
  {flags: '--no-color', about: 'no colours'},
  {flags: '--verbose', about: 'with an error, show the details for a bug report'},
]

export const rootExamples: readonly (readonly [line: string, does: string])[] = [
  ['circle init', 'found a circle in this folder'],
  ['circle', 'where things stand'],
  ['circle gather', 'log the last gathering'],
]

export const table: readonly Specification[] = [
  {
    name: 'init',
    group: start,
    about: 'found a circle',
    details: [
      'Asks a few questions, shows what it will write, and founds the circle. With flags and --yes it asks nothing.',
      'In a circle that is there, --ci alone adds the workflows. The forge gets this program with git: from the URL, if it is not where you cloned it from; #VERSION behind it names a commit or a tag.',
    ].join('\n'),
    arguments: [{name: 'dir', about: 'the folder of the circle; this one when absent'}],
    options: [
      {flags: '--name <name>', about: 'what the circle is called'},
      {flags: '--purpose <text>', about: 'what it is for, in a sentence'},
      {flags: '--format <format>', about: 'junto, study-circle, mastermind or book-club'},
      {flags: '--timezone <zone>', about: "IANA name; default: this system's"},
      {flags: '--starts <when>', about: 'the first gathering: "2026-11-27 19:00"'},
      {flags: '--repeats <rhythm>', about: '"every week", "every month on the 2nd tuesday"; absent: one date'},
      {flags: '--lasts <length>', about: 'how long: 2h, 90 min, 3 days'},
      {flags: '--place <place>', about: 'where'},
      {flags: '--link <url>', about: 'where online'},
      {flags: '--promise <text>', about: 'what the members promise each other', many: true},
      {flags: '--member <person>', about: '"Ann Ek <ann@example.org>"; the first is the founder', many: true},
      {flags: '--ci [url]', about: 'add workflows in which GitHub, GitLab and Forgejo check every push'},
    ],
    examples: [
      ['circle init', 'asks, in this folder'],
      ['circle init apron --name "Leather Apron Club" --starts "2026-11-27 19:00" --repeats "every week" --yes', 'asks nothing'],
      ['circle init picnic --name "Picnic" --starts "2027-06-05" --yes', 'a single date, all day'],
    ],
    load: () => import('./commands/init.ts'),
  },
  {
    name: 'join',
    group: start,
    about: 'join a circle that others share',
    details: [
      'Fetches the circle, shows its purpose and promises, asks whether you agree, and adds you as a member; or knows you by your e-mail. Nothing stays where you do not agree.',
      'Without a terminal it takes --agree, and --name and --email where git does not know them.',
    ].join('\n'),
    arguments: [
      {name: 'git-url', about: 'any address that git takes: git@host:us/apron.git, https://…, a folder, a stick', required: true},
      {name: 'dir', about: 'the new folder; default: the last part of the address'},
    ],
    options: [
      {flags: '--agree', about: 'you agree to the promises'},
      {flags: '--name <name>', about: 'your name; default: as git knows it'},
      {flags: '--email <address>', about: 'your address; default: as git knows it'},
      {flags: '--id <id>', about: 'a short name for commands; default: the first name'},
    ],
    examples: [
      ['circle join git@git.example.org:us/apron.git', 'asks, and makes ./apron'],
      ['circle join https://git.example.org/us/apron.git ~/apron --agree --name "Bo Ek" --email bo@example.org', 'asks nothing'],
      ['circle join /media/stick/apron.git --dry-run', 'only shows purpose and promises'],
    ],
    load: () => import('./commands/join.ts'),
  },
  {
    name: 'demo',
    group: start,
    about: "found an example: a year of Franklin's Junto",
    arguments: [{name: 'dir', about: 'a new folder; default: junto-demo'}],
    examples: [
      ['circle demo', 'in ./junto-demo'],
      ['circle demo /tmp/junto', 'in a folder of your choice'],
    ],
    load: () => import('./commands/demo.ts'),
  },
  {
    name: 'status',
    group: start,
    about: 'the next gathering, your turns, your commitments, what needs care',
    details: '`circle` alone does the same.',
    examples: [
      ['circle', 'where things stand'],
      ['circle status --as bo', 'as Bo sees it'],
      ['circle status --json', 'the same for a program'],
    ],
    load: () => import('./commands/status.ts'),
  },
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
      {flags: '--agreed [day]', about: 'they agreed to the promises, today or on that day'},
    ],
    examples: [
      ['circle member add "Bo Ek <bo@example.org>"', 'Bo joins today'],
      ['circle member add "Dee Ash" --timezone Asia/Kolkata --seeks "book-keeping"', 'without an address'],
    ],
    load: () => import('./commands/member-add.ts'),
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
    load: () => import('./commands/member-list.ts'),
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
    load: () => import('./commands/member-show.ts'),
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
      {flags: '--agreed [day]', about: 'they agreed to the promises, today or on that day'},
    ],
    examples: [
      ['circle member edit bo --email bo@example.net', 'a new address'],
      ['circle member edit bo --seeks French --seeks chess', 'two more wishes'],
    ],
    load: () => import('./commands/member-edit.ts'),
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
    load: () => import('./commands/member-pause.ts'),
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
    load: () => import('./commands/member-return.ts'),
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
    load: () => import('./commands/member-leave.ts'),
  },
  {
    name: 'charter show',
    group: terms,
    about: 'purpose, promises, rhythms, roles',
    examples: [
      ['circle charter show', 'all of it'],
      ['circle charter show --json', 'for a program'],
    ],
    load: () => import('./commands/charter-show.ts'),
  },
  {
    name: 'charter history',
    group: terms,
    about: 'who changed what in the charter, newest first',
    examples: [
      ['circle charter history', 'what was and what became of it'],
      ['circle charter history --json', 'for a program'],
    ],
    load: () => import('./commands/charter-history.ts'),
  },
  {
    name: 'charter agree',
    group: terms,
    about: 'agree to the charter as it is today',
    details: 'Shows what changed since you agreed last. Rhythms, roles and formats ask for no new agreement.',
    examples: [
      ['circle charter agree', 'you'],
      ['circle charter agree --as bo', 'Bo, who told you so'],
    ],
    load: () => import('./commands/charter-agree.ts'),
  },
  {
    name: 'charter edit',
    group: terms,
    about: 'change the charter',
    details: 'Without flags it opens the file in your editor.',
    options: [
      {flags: '--name <name>', about: 'a new name; the id stays'},
      {flags: '--purpose <text>', about: 'what the circle is for'},
      {flags: '--promise <text>', about: 'add what the members promise each other', many: true},
    ],
    examples: [
      ['circle charter edit --promise "Say so when you cannot come."', 'one more promise'],
      ['circle charter edit --purpose "Read, talk, and keep our word."', 'another purpose'],
    ],
    load: () => import('./commands/charter-edit.ts'),
  },
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
    load: () => import('./commands/schedule-list.ts'),
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
    load: () => import('./commands/schedule-add.ts'),
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
    load: () => import('./commands/schedule-move.ts'),
  },
  {
    name: 'schedule cancel',
    group: dates,
    about: 'call a gathering off',
    arguments: [{...gathering, required: true}],
    options: [{flags: '--why <text>', about: 'the reason; it is shown in the calendar'}],
    examples: [
      ['circle schedule cancel 2026-12-25 --why "Christmas"', 'with its reason'],
      ['circle schedule cancel next --why "The hall is closed"', 'the next one'],
    ],
    load: () => import('./commands/schedule-cancel.ts'),
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
    load: () => import('./commands/schedule-restore.ts'),
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
    load: () => import('./commands/schedule-add-rhythm.ts'),
  },
  {
    name: 'schedule end-rhythm',
    group: dates,
    about: 'end a rhythm; the past stays as it was',
    arguments: [{name: 'id', about: 'the rhythm', required: true}],
    options: [{flags: '--after <day>', about: 'the last day on which it may fall'}],
    examples: [
      ['circle schedule end-rhythm weekly --after 2026-12-31', 'the last one is in December'],
      ['circle schedule end-rhythm weekly --after today --dry-run', 'what that would write'],
    ],
    load: () => import('./commands/schedule-end-rhythm.ts'),
  },
  {
    name: 'agenda',
    group: evening,
    about: "a gathering's agenda, in Markdown",
    arguments: [gathering],
    options: [
      {flags: '--format <format>', about: "another format than the circle's"},
      {flags: '--out <file>', about: 'write it to a file; - is the screen'},
    ],
    examples: [
      ['circle agenda', 'the next gathering'],
      ['circle agenda 2026-12-04 --out agenda.md', 'to a file'],
      ['circle agenda --format mastermind', 'run another way this time'],
    ],
    load: () => import('./commands/agenda.ts'),
  },
  {
    name: 'rsvp',
    group: evening,
    about: 'say whether you come',
    details: 'Your answer stands on your own page of the gathering. A reason stays until you give another answer.',
    arguments: [
      {...gathering, about: 'its id, its day or `next`; default: the next one'},
      {name: 'answer', about: 'yes, maybe or no; at a terminal it asks when there is none'},
    ],
    options: [{flags: '--why <text>', about: 'the reason, for the others'}],
    examples: [
      ['circle rsvp yes', 'to the next gathering'],
      ['circle rsvp no --why "On a journey"', 'with the reason'],
      ['circle rsvp 2026-12-04 maybe --as bo', 'to another one, for Bo'],
    ],
    load: () => import('./commands/rsvp.ts'),
  },
  {
    name: 'gather',
    group: evening,
    about: 'log a gathering: who was there, what was said and promised',
    details: [
      'At a terminal it asks, and keeps every answer at once: after Ctrl-C, a dead editor or a closed window, run it again and it goes on. With any flag below it asks nothing.',
      'Run again, it adds and corrects: whoever is --present leaves the regrets, and the other way round; topic and notes replace what was there; guests, decisions and commitments are added, the same words once. --remove takes them out again.',
      'One that is still to come takes --topic and --role alone: they are its plan.',
      '--from takes a gathering.yaml, with members\' own pages under `pages`; flags have the last word over it.',
    ].join('\n'),
    arguments: [{...gathering, about: 'its id, its day, `next` or `last`; default: the last that has begun'}],
    options: [
      {flags: '--present <members>', about: 'who was there: ann,bo', many: true},
      {flags: '--regrets <members>', about: 'who told us they could not come', many: true},
      {flags: '--guest <name>', about: 'a guest', many: true},
      {flags: '--topic <text>', about: 'what it was about'},
      {flags: '--role <role>', about: 'who had which role: scribe=bo', many: true},
      {flags: '--notes <text>', about: 'notes; - reads them from standard input'},
      {flags: '--commit <promise>', about: '"ann: read chapter 2 by friday"; you, when nobody is named', many: true},
      {flags: '--done <commitment>', about: 'a commitment that was kept, by its id', many: true},
      {flags: '--drop <commitment>', about: 'one that was given up: "k3fx: no time"', many: true},
      {flags: '--decision <text>', about: 'what was decided', many: true},
      {flags: '--takeaway <text>', about: '"ann: what she takes home"', many: true},
      {flags: '--from <file>', about: 'read it all from YAML; - is standard input'},
      {flags: '--remove <what>', about: 'take out a decision or an open commitment of this gathering, by its id, or a guest, by name', many: true},
      {flags: '--reopen <commitment>', about: 'one that was marked done or dropped by mistake, by its id', many: true},
      {flags: '--not-held', about: 'it was logged by mistake: planned again'},
      {flags: '--discard-draft', about: 'throw away what an interrupted run left'},
    ],
    examples: [
      ['circle gather', 'asks, about the last gathering'],
      ['circle gather last --present ann,bo --regrets cy --topic "Thrift" --commit "ann: read chapter 2 by friday" --yes', 'asks nothing'],
      ['circle gather next --topic "Is thrift a virtue?"', 'plans what is to come'],
    ],
    load: () => import('./commands/gather.ts'),
  },
  {
    name: 'takeaway',
    group: evening,
    about: 'write down what you take home',
    details: 'It stands on your own page of the gathering, in place of what stood there. Without a text it opens in your editor.',
    arguments: [
      {...gathering, about: 'its id, its day or `last`; default: the last that has begun'},
      {name: 'text', about: 'in your words; - reads it from standard input'},
    ],
    examples: [
      ['circle takeaway "Keep accounts, every day."', 'from the last gathering'],
      ['circle takeaway 2026-11-20 "Keep accounts."', 'from another one'],
    ],
    load: () => import('./commands/takeaway.ts'),
  },
  {
    name: 'log',
    group: evening,
    about: 'the gatherings held, newest first',
    options: [
      {flags: '--last <count>', about: 'how many; default: all'},
      {flags: '--member <member>', about: 'only those one member was at'},
    ],
    examples: [
      ['circle log', 'all of them'],
      ['circle log --last 5', 'the last five'],
    ],
    load: () => import('./commands/log.ts'),
  },
  {
    name: 'show',
    group: evening,
    about: 'one gathering, whole',
    arguments: [{...gathering, required: true}],
    examples: [
      ['circle show last', 'the last one'],
      ['circle show 2026-11-27', 'by its day'],
    ],
    load: () => import('./commands/show.ts'),
  },
  {
    name: 'commitments',
    group: evening,
    about: 'who said they would do what',
    options: [
      {flags: '--member <member>', about: "one member's"},
      {flags: '--open', about: 'neither done nor dropped'},
      {flags: '--overdue', about: 'open, and due before today'},
    ],
    examples: [
      ['circle commitments --open', 'what is still to do'],
      ['circle commitments --member bo --json', "all of Bo's, for a program"],
    ],
    load: () => import('./commands/commitments.ts'),
  },
  {
    name: 'done',
    group: evening,
    about: 'a commitment was kept',
    arguments: [{name: 'id', about: 'its id, or the beginning of it', required: true}],
    options: [{flags: '--on <day>', about: 'when; default: today'}],
    examples: [
      ['circle done k3fx', 'done today'],
      ['circle done k3 --on yesterday', 'the beginning of an id is enough'],
    ],
    load: () => import('./commands/done.ts'),
  },
  {
    name: 'drop',
    group: evening,
    about: 'a commitment is given up',
    arguments: [{name: 'id', about: 'its id, or the beginning of it', required: true}],
    options: [
      {flags: '--why <text>', about: 'the reason'},
      {flags: '--on <day>', about: 'when; default: today'},
    ],
    examples: [
      ['circle drop k3fx --why "The book is out of print"', 'with the reason'],
      ['circle drop k3 --why "No time" --on yesterday', 'on a day'],
    ],
    load: () => import('./commands/drop.ts'),
  },
  {
    name: 'history',
    group: files,
    about: 'who did what, newest first',
    arguments: [{name: 'record', about: 'only of a member, a gathering, `charter`, or a file'}],
    options: [{flags: '--last <count>', about: 'how many; default: 20'}],
    examples: [
      ['circle history', 'the last twenty'],
      ['circle history bo --last 5', "of Bo's entry and pages"],
      ['circle history last --json', 'of the last gathering, for a program'],
    ],
    load: () => import('./commands/history.ts'),
  },
  {
    name: 'ics',
    group: files,
    about: 'the schedule as a calendar file',
    options: [
      {flags: '--out <file>', about: 'where to; - is standard output; default: <circle>.ics'},
      {flags: '--from <day>', about: 'from this day; default: 30 days back'},
      {flags: '--to <day>', about: 'until and including this day; default: 18 months ahead'},
    ],
    examples: [
      ['circle ics', 'into the folder of the circle'],
      ['circle ics --out - | less', 'to look at'],
      ['circle ics --from 2026-01-01 --to 2026-12-31 --out 2026.ics', 'one year'],
    ],
    load: () => import('./commands/ics.ts'),
  },
  {
    name: 'share',
    group: sharing,
    about: 'share a circle for the first time',
    details: [
      'Connects the circle to a place that the others can reach too, sends everything there, and prints the line with which they join. Whoever can read that place can read all of the circle.',
      'A folder that is not there yet, or an empty one, becomes such a place: on a stick, or in a folder that a server shares. Afterwards `circle sync` does the rest.',
    ].join('\n'),
    arguments: [{name: 'git-url', about: 'an empty repository on any host, or a folder', required: true}],
    examples: [
      ['circle share git@git.example.org:us/apron.git', 'asks first'],
      ['circle share /media/stick/apron.git --yes', 'makes a repository on a stick'],
      ['circle share https://git.example.org/us/apron.git --dry-run', 'what it would do'],
    ],
    load: () => import('./commands/share.ts'),
  },
  {
    name: 'sync',
    group: sharing,
    about: 'share: what you changed goes out, what the others changed comes in',
    details: [
      'Commits what was edited by hand, fetches, merges field by field, checks the merged circle, and pushes. Stopped at any moment, it is as if it had not begun.',
      'When two people changed the same field, it asks which version stays; without a terminal it lists them and exits 4, unless --prefer says.',
    ].join('\n'),
    options: [
      {flags: '--prefer <side>', about: 'mine or theirs, where both changed the same field'},
      {flags: '--accept-rewritten', about: 'put together a history that somebody has rewritten with yours; nothing is lost'},
    ],
    examples: [
      ['circle sync', 'share'],
      ['circle sync --dry-run', 'what would come in and go out'],
      ['circle sync --prefer theirs', 'ask nothing'],
    ],
    load: () => import('./commands/sync.ts'),
  },
  {
    name: 'undo',
    group: sharing,
    about: 'take back the last thing you did, and keep what came after it',
    details: [
      'Shows what it is, and asks. What others, or you, have changed since stays; where that is the very same field, it stops and lists it.',
      'A second undo takes back the thing before, and so on. An undo itself is taken back by its commit, which `circle history` shows.',
      'What others may have already is not deleted: a page is emptied, and a member leaves with `circle member leave`.',
    ].join('\n'),
    arguments: [{name: 'commit', about: 'another commit of yours: the letters and digits that `circle history` shows'}],
    examples: [
      ['circle undo --dry-run', 'what it would change'],
      ['circle undo --yes', 'ask nothing'],
    ],
    load: () => import('./commands/undo.ts'),
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
    load: () => import('./commands/check.ts'),
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
    load: () => import('./commands/schema.ts'),
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
    load: () => import('./commands/merge-file.ts'),
  },
]
