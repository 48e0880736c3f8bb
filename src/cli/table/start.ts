/** Commands that begin something. */
import type {Specification} from './specification.ts'

const start = 'Start'

export const startCommands: readonly Specification[] = [
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
    load: () => import('../commands/init.ts'),
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
    load: () => import('../commands/join.ts'),
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
    load: () => import('../commands/demo.ts'),
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
    load: () => import('../commands/status.ts'),
  },
]
