import {Fault} from '../model/fault.ts'
import type {Stage} from './command.ts'

export async function editRecord(_stage: Stage, _kind: 'member', _id: string, flags: readonly string[]): Promise<unknown> {
  throw new Fault('usage', 'nothing to change', {hint: `give ${flags.map((flag) => `--${flag}`).join(', ')}`})
}
