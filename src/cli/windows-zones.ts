import {zoneCalled} from '../calendar/zone-names.ts'
import type {WindowsZones} from '../calendar/zone-names.ts'

/** What Windows calls zones; its table is loaded only where one of these names, as calendars have them, may be such a one. */
export async function windowsZones(names: Iterable<string>): Promise<WindowsZones> {
  const none: WindowsZones = () => []
  if ([...names].every((name) => zoneCalled(name, none) !== undefined)) return none
  const {findIana} = await import('windows-iana')
  return (name) => findIana(name)
}
