import {memberStatusCommand} from '../member-status.ts'

export const command = memberStatusCommand('return', 'active', 'is back')
