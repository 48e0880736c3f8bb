import {memberStatusCommand} from '../member-status.ts'

export const command = memberStatusCommand('leave', 'left', 'has left')
