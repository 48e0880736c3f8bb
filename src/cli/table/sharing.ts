/** Commands that share a circle, and tell who did what. */
import type {Specification} from './specification.ts'

const sharing = 'Sharing'

export const sharingCommands: readonly Specification[] = [
  {
    name: 'history',
    group: sharing,
    about: 'who did what, newest first',
    arguments: [{name: 'record', about: 'only of a member, a gathering, `charter`, or a file'}],
    options: [{flags: '--last <count>', about: 'how many; default: 20'}],
    examples: [
      ['circle history', 'the last twenty'],
      ['circle history bo --last 5', "of Bo's entry and pages"],
      ['circle history last --json', 'of the last gathering, for a program'],
    ],
    load: () => import('../commands/history.ts'),
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
    load: () => import('../commands/share.ts'),
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
    load: () => import('../commands/sync.ts'),
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
    load: () => import('../commands/undo.ts'),
  },
]
