import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {copies, json, lived, put} from './circles.ts'
import {circle, done, folder, terminal} from './harness.ts'

const fresh = copies(lived)

interface Status {
  readonly you: string | null
  readonly next: {readonly id: string; readonly roles: {readonly role: string; readonly member: string}[]} | null
  readonly commitments: {readonly id: string}[]
  readonly care: {readonly unlogged: {id: string}[]; readonly overdue: {member: string; id: string}[]; readonly absent: {member: string; gatherings: string[]; told: number}[]}
}

describe('circle alone', () => {
  it('says where things stand: the next gathering, what you do there, what you promised, what needs care', async () => {
    const stdout = await done([], {cwd: await fresh()})
    expect(stdout).toMatch(/^Apron Club {2}Talk\.\n/)
    expect(stdout).toMatch(/Next +Friday meeting, Friday 4 December 2026, 19:00–21:00 +in 6 days/)
    expect(stdout).toMatch(/Where +The tavern/)
    expect(stdout).toMatch(/Topic +Luck/)
    expect(stdout).toMatch(/Your open commitments\n.*k3fx.*Read the first two chapters\./)
    expect(stdout).toMatch(/Needs care\n +2026-11-27-weekly +not logged yet +circle gather 2026-11-27-weekly\n +m2dd +Bo, due .*ago +Ask the landlord\./)
    expect(stdout).not.toContain('Buy candles')
    expect(stdout).not.toContain('Bring the lamp')
  })

  it('says of a gathering that is going on that it is now', async () => {
    expect(await done([], {cwd: await fresh(), env: {CIRCLE_NOW: '2026-12-04T20:00:00Z'}})).toMatch(/Next +Friday meeting, Friday 4 December 2026, 19:00–21:00 +now$/m)
  })

  it('tells who lives by other clocks whose the hours are, and when it is by their own', async () => {
    const root = await fresh()
    await done(['member', 'edit', 'bo', '--timezone', 'Pacific/Auckland'], {cwd: root})
    expect(await done(['--as', 'bo'], {cwd: root})).toMatch(/Next +Friday meeting, Friday 4 December 2026, 19:00–21:00 \(UTC; Sat 5 Dec 08:00 in Pacific\/Auckland\) +in 6 days/)
  })

  it('puts what needs care below each other in a narrow window, and breaks no word', async () => {
    const root = await fresh()
    const lines = async (columns: number): Promise<string> => {
      const at = terminal([], {cwd: root, columns, env: {COLUMNS: undefined}})
      await at.exit()
      return at.screen().replaceAll('\r', '')
    }
    expect(await lines(60)).toContain('\n  2026-11-27-weekly  not logged yet\n                     circle gather 2026-11-27-weekly\n')
    expect(await lines(30)).toContain('\n  2026-11-27-weekly\n    not logged yet\n    circle gather\n    2026-11-27-weekly\n')
  })

  it('is the same as `circle status`', async () => {
    const root = await fresh()
    expect(await done(['status'], {cwd: root})).toBe(await done([], {cwd: root}))
  })

  it('is about the one at the keyboard: known by git’s e-mail, or by --as', async () => {
    const root = await fresh()
    expect((await json<Status>([], {cwd: root})).you).toBe('ann')
    expect((await json<Status>(['--as', 'bo'], {cwd: root})).commitments.map(({id}) => id)).toEqual(['m2dd'])
    expect((await json<Status>([], {cwd: root, env: {GIT_CONFIG_GLOBAL: '/dev/null'}})).you).toBe(null)
    expect((await circle(['--as', 'dora'], {cwd: root})).stderr).toMatch(/^error: no member is called dora\nhint: the members are ann, bo, cy\n$/)
  })

  it('gives your roles their own line', async () => {
    const root = await fresh()
    const {next} = await json<Status>([], {cwd: root})
    const holder = next!.roles.find(({member}) => member !== null)!
    const stdout = await done(['--as', holder.member], {cwd: root})
    expect(stdout).toMatch(/^You +/m)
  })

  it('notices who was absent three times running, and how often they told', async () => {
    const root = await fresh()
    for (const [day, regrets] of [['2026-11-27', '\nregrets: [cy]\n'], ['2026-12-04', '']] as const) {
      put(root, {[`gatherings/${day}-weekly/gathering.yaml`]: `rhythm: weekly\n\nstatus: held\n\npresent: [ann, bo]\n${regrets}`})
    }
    const env = {CIRCLE_NOW: '2026-12-05T10:00:00Z'}
    const {care} = await json<Status>([], {cwd: root, env})
    expect(care.absent).toEqual([{member: 'cy', gatherings: ['2026-11-20-weekly', '2026-11-27-weekly', '2026-12-04-weekly'], told: 2}])
    expect(care.unlogged).toEqual([])
    expect(await done([], {cwd: root, env})).toMatch(/cy +not there the last 3 times +since Fri 20 Nov; told us 2 times/)
  })

  it('welcomes where there is no circle, with three things to try', async () => {
    const stdout = await done([], {cwd: folder()})
    expect(stdout).toContain('There is no circle in this folder.')
    for (const line of ['circle init', 'circle demo', 'circle --help']) expect(stdout).toContain(line)
  })

  it('says with what command to plan, where nothing is planned', async () => {
    const root = join(folder(), 'bare')
    await done(['init', root, '--yes'])
    expect(await done([], {cwd: root})).toContain('No gathering is planned. Plan one: circle schedule add "next friday 19:00"')
    expect((await json<Status>([], {cwd: root})).next).toBe(null)
  })

  it('needs no git', async () => {
    const root = await fresh()
    expect(await done(['--as', 'ann'], {cwd: root, env: {PATH: folder('empty')}})).toContain('Apron Club')
    expect((await circle([], {cwd: root, env: {PATH: folder('empty')}})).status).toBe(0)
  })

  it('looks back with CIRCLE_NOW, and refuses one that is no instant', async () => {
    const root = await fresh()
    expect((await json<Status>([], {cwd: root, env: {CIRCLE_NOW: '2027-03-01T12:00:00+01:00'}})).next?.id).toBe('2027-03-05-weekly')
    const {status, stderr} = await circle([], {cwd: root, env: {CIRCLE_NOW: 'yesterday'}})
    expect([status, stderr]).toEqual([2, 'error: CIRCLE_NOW is not an instant: yesterday\nhint: write one such as 2026-11-27T18:00:00Z, or unset it\n'])
  })
})
