import {repositoryOf} from '../git/carry.ts'
import type {Repository} from '../git/find.ts'
import {Fault} from '../model/fault.ts'

/** The repository around a circle. Throws a `missing` fault where there is none: nobody has kept what was done. */
export function repositoryFor(root: string): Repository {
  const repository = repositoryOf(root)
  if (repository !== undefined) return repository
  throw new Fault('missing', `${root} is in no git repository, so nothing has kept what was done`, {hint: 'begin to keep it: git init && git add --all && git commit -m "Begin"'})
}
