import type {Circle} from '../../model/circle.ts'
import type {RecordWrite} from '../command.ts'
import {companionFiles} from '../found.ts'

/** Everything that writes a circle down that is not there yet. `template` gives the text of one that the program ships. */
export function recordsOf({charter, members, gatherings}: Circle, template: (file: string) => string): RecordWrite[] {
  return [
    {kind: 'charter', record: charter},
    ...[...members].map(([id, record]): RecordWrite => ({kind: 'member', id, record})),
    ...[...gatherings.values()].flatMap(({id, shared, pages}): RecordWrite[] => [
      {kind: 'gathering', id, record: shared},
      ...[...pages].map(([member, record]): RecordWrite => ({kind: 'page', id, member, record})),
    ]),
    ...companionFiles({...charter, promises: charter.promises ?? []}, template),
  ]
}
