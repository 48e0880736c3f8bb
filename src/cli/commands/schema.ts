import {Fault} from '../../model/fault.ts'
import {jsonSchema} from '../../model/json-schema.ts'
import {nearest} from '../../model/nearest.ts'
import {kindNames, kinds} from '../../store/kinds.ts'
import type {Kind} from '../../store/kinds.ts'
import type {FreeCommand} from '../command.ts'

export const command: FreeCommand = {
  free: async (_, input) => {
    const kind = input.kind as Kind
    if (!kindNames.includes(kind)) {
      const meant = nearest(kind, kindNames)
      throw new Fault('unknown', `no kind of file is called ${kind}`, {hint: meant === undefined ? `the kinds are ${kindNames.join(', ')}` : `did you mean ${meant}?`})
    }
    const schema = jsonSchema(kinds[kind].schema, kind)
    return {file: `${JSON.stringify(schema, undefined, 2)}\n`, json: schema}
  },
}
