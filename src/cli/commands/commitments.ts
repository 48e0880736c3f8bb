import {commitmentsOf, isOverdue, stateOf} from '../../model/commitments.ts'
import {memberNamed} from '../../model/members.ts'
import {circleCommand} from '../command.ts'
import {commitmentRows} from '../commitment-rows.ts'

interface Answers {
  readonly member?: string
  readonly open: boolean
  readonly overdue: boolean
}

export const command = circleCommand<Answers>({
  answers: ({circle}, input) => ({
    ...(typeof input.member === 'string' ? {member: memberNamed(circle.members, input.member)} : {}),
    open: input.open === true,
    overdue: input.overdue === true,
  }),

  change: (circle, {member, open, overdue}, {today}) => {
    const listed = commitmentsOf(circle)
      .filter((promised) => member === undefined || promised.member === member)
      .filter(({commitment}) => !open || stateOf(commitment) === 'open')
      .filter(({commitment}) => !overdue || isOverdue(commitment, today))
    const none = overdue ? 'Nothing is overdue.' : open ? 'No commitment is open.' : 'No commitments yet. They are made at a gathering: circle gather --commit "ann: read chapter 2 by friday"'
    return {
      show: listed.length === 0 ? [none] : commitmentRows(listed, circle, today),
      json: {commitments: listed.map(({gathering, member: who, id, commitment}) => ({gathering, member: who, id, state: stateOf(commitment), overdue: isOverdue(commitment, today), ...commitment}))},
    }
  },
})
