import {isSwapped, mergeFile} from '../../git/share/merge-file.ts'
import type {FreeCommand} from '../command.ts'

export const command: FreeCommand = {
  free: async (context, input) => {
    const [base, into, other] = ['base', 'mine', 'theirs'].map((name) => context.path(input[name] as string))
    const {GIT_DIR: gitDir} = context.env
    const swapped = isSwapped(context.folder, gitDir === undefined ? undefined : context.path(gitDir))
    const clean = mergeFile({base: base!, into: into!, other: other!, path: input.path as string}, swapped)
    return {status: clean ? 0 : 1, json: {clean}}
  },
}
