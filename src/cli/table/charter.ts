/** Commands for the charter. */
import type {Specification} from './specification.ts'

const terms = 'The charter'

export const charterCommands: readonly Specification[] = [
  {
    name: 'charter show',
    group: terms,
    about: 'purpose, promises, rhythms, roles',
    examples: [
      ['circle charter show', 'all of it'],
      ['circle charter show --json', 'for a program'],
    ],
    load: () => import('../commands/charter-show.ts'),
  },
  {
    name: 'charter history',
    group: terms,
    about: 'who changed what in the charter, newest first',
    examples: [
      ['circle charter history', 'what was and what became of it'],
      ['circle charter history --json', 'for a program'],
    ],
    load: () => import('../commands/charter-history.ts'),
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
    load: () => import('../commands/charter-agree.ts'),
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
    load: () => import('../commands/charter-edit.ts'),
  },
]
