/** Which changes members who were invited have not heard of, for `circle status`. */
import type {Circle} from '../../model/circle.ts'
import type {Setting} from '../command.ts'
import type {Cell} from '../terminal/lines.ts'
import {faint, name} from '../terminal/lines.ts'
import {untoldOf, whoShouldHear} from './untold.ts'

/** A gathering to come that was changed or called off since members were invited to it. */
export interface UntoldCare {
  readonly gathering: string
  readonly members: readonly string[]
  readonly row: readonly Cell[]
}

/** All of them, the earliest first. */
export function untoldCare(circle: Circle, {nowMs}: Setting): UntoldCare[] {
  return untoldOf(circle, nowMs).map((untold) => {
    const {gathering: {id, status}, needs} = untold
    const called = whoShouldHear(circle, untold)
    const gone = needs.every(({reason}) => reason === 'removed')
    const said = status === 'cancelled' ? `called off: ${called} should hear of it` : gone ? `${called} left, and should hear that it is off for them` : `${called} should hear what changed`
    return {gathering: id, members: needs.map(({member}) => member), row: [name(id), said, faint(`circle invite ${id}`)]}
  })
}
