import type {Block} from './terminal/lines.ts'
import {strong} from './terminal/lines.ts'

/** What `circle` alone says where there is no circle yet. */
export const welcome: readonly Block[] = [
  [strong('circle'), ' keeps a circle of people who learn together: its charter, members and gatherings, as plain text in git.'],
  '',
  'There is no circle in this folder. To begin:',
  {
    table: [
      ['circle init', 'found one here, in a minute'],
      ['circle join <git-url>', 'join one that others share'],
      ['circle demo', "look at an example: a year of Franklin's Junto"],
      ['circle --help', 'all commands'],
    ],
    indent: 2,
  },
]
