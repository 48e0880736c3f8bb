/**
 * Every command as data: its words, flags, help and examples. The program's parser, its help, its completion and the
 * README's reference come from here. What a command does is loaded when it is run.
 */
import {charterCommands} from './table/charter.ts'
import {datesCommands} from './table/dates.ts'
import {eveningCommands} from './table/evening.ts'
import {filesCommands} from './table/files.ts'
import {peopleCommands} from './table/people.ts'
import {pollCommands} from './table/polls.ts'
import {sharingCommands} from './table/sharing.ts'
import {startCommands} from './table/start.ts'
import type {Specification} from './table/specification.ts'

export const table: readonly Specification[] = [
  ...startCommands,
  ...peopleCommands,
  ...charterCommands,
  ...datesCommands,
  ...pollCommands,
  ...eveningCommands,
  ...sharingCommands,
  ...filesCommands,
]
