/** Commands for a gathering: before, after, and what came of it. */
import {gathering} from './specification.ts'
import type {Specification} from './specification.ts'

const evening = 'A gathering'

export const eveningCommands: readonly Specification[] = [
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
    load: () => import('../commands/agenda.ts'),
  },
  {
    name: 'invite',
    group: evening,
    about: 'invite the members by mail, and tell them what changed',
    details: [
      'Each gets a mail of their own that any mail program can answer, and that names nobody else. Run it again after a change:',
      'it knows who was sent what, and writes to those who need an update, a cancellation or a first invitation, and to nobody twice.',
      'The mails are files to send from your mail program, or go through your own account with --send (`circle help mail`).',
      'What went out is recorded on your page of the gathering; sync, so that the others know too.',
    ].join('\n'),
    arguments: [{...gathering, about: 'its id, its day or `next`; default: the next one, or before it one of which those invited should hear something'}],
    options: [
      {flags: '--to <members>', about: 'these alone: bo,cy', many: true},
      {flags: '--all', about: 'all who need something, which is the default'},
      {flags: '--again', about: 'also those who have the latest already'},
      {flags: '--together', about: 'one mail for all, in which each sees the addresses of the others'},
      {flags: '--out <folder>', about: 'write the mails there; default: invitations; - is the screen'},
      {flags: '--print', about: 'print the mails, and record nothing'},
      {flags: '--send', about: 'send them through your mail account or sendmail'},
      {flags: '--pause <time>', about: 'between two mails that are sent; default: 1s'},
    ],
    examples: [
      ['circle invite', 'to the next gathering, as files for your mail program'],
      ['circle invite 2026-12-04 --dry-run', 'who would be sent what'],
      ['circle invite --to bo,cy --print', 'what two of them would get'],
    ],
    load: () => import('../commands/invite.ts'),
  },
  {
    name: 'rsvp',
    group: evening,
    about: 'say whether you come, or read the answers that came by mail',
    details: [
      'Your answer stands on your own page of the gathering. A reason stays until you give another answer.',
      "With --read, answers to invitations are taken from mails (.eml), calendars (.ics), a mailbox (mbox, Maildir), a folder of them, or standard input (-). Each is written on its member's page; the newest counts. What is not plain, such as an answer that somebody else sent, is shown and left to you.",
    ].join('\n'),
    arguments: [
      {...gathering, about: 'its id, its day or `next`; default: the next one'},
      {name: 'answer', about: 'yes, maybe or no; at a terminal it asks when there is none'},
    ],
    options: [
      {flags: '--why <text>', about: 'the reason, for the others'},
      {flags: '--read <file...>', about: 'take the answers in these files and folders, or in standard input (-)'},
    ],
    examples: [
      ['circle rsvp no --why "On a journey"', 'to the next gathering, with the reason'],
      ['circle rsvp 2026-12-04 maybe --as bo', 'to another one, for Bo'],
      ['circle rsvp --read answers.mbox', 'those that came by mail'],
    ],
    load: () => import('../commands/rsvp.ts'),
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
    load: () => import('../commands/gather.ts'),
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
    load: () => import('../commands/takeaway.ts'),
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
    load: () => import('../commands/log.ts'),
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
    load: () => import('../commands/show.ts'),
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
    load: () => import('../commands/commitments.ts'),
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
    load: () => import('../commands/done.ts'),
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
    load: () => import('../commands/drop.ts'),
  },
]
