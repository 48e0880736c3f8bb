import {memberStatusCommand} from '../member-status.ts'

export const command = memberStatusCommand('pause', 'paused', 'takes a break')
