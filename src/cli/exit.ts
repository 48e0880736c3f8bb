import type {FaultKind} from '../model/fault.ts'

/** The one table that turns a fault's kind into the program's exit status. */
export const exitStatus: Readonly<Record<FaultKind, number>> = {
  usage: 2,
  unknown: 2,
  missing: 1,
  refused: 1,
  system: 1,
  unsound: 3,
  decide: 4,
  git: 5,
  mail: 5,
  interrupted: 130,
}
