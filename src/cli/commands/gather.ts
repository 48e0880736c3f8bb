import {Fault} from '../../model/fault.ts'
import type {FreeCommand} from '../command.ts'
export const command: FreeCommand = {free: async () => { throw new Fault('usage', 'being written') }}
