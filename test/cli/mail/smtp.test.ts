import {describe, expect, it} from 'vitest'
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {letterOf} from '../../../src/cli/mail/letter.ts'
import {openMailer} from '../../../src/cli/mail/deliver.ts'
import {folder} from '../harness.ts'
import {postOffice} from '../post-office.ts'

describe('a mail', () => {
  it('goes', async () => {
    const office = await postOffice({refuses: ['cy@example.org']})
    const home = folder()
    mkdirSync(join(home, 'circle'))
    writeFileSync(join(home, 'circle/mail.yaml'), `smtp:\n  host: 127.0.0.1\n  port: ${office.port}\n  security: none\n`)
    const mailer = await openMailer({env: {XDG_CONFIG_HOME: home}, folder: folder(), asks: false})
    const bytes = await letterOf({from: {name: 'Ann Ék', email: 'ann@example.org'}, to: [{name: 'Bo "x" Berg', email: 'bo@example.org'}], subject: 'Invitation: Frühstück 🎉 at the Indian King tavern, all of you, and more of that to come', text: 'Hi\nthere\n.\n', html: '<p>Hi</p>', calendar: {method: 'REQUEST', text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'}, messageId: 'x@example.org', dateMs: 0})
    console.log(bytes.toString())
    console.log(await mailer.deliver({from: 'ann@example.org', to: ['bo@example.org'], bytes}), await mailer.deliver({from: 'ann@example.org', to: ['cy@example.org'], bytes}), await mailer.deliver({from: 'ann@example.org', to: ['bo@example.org'], bytes}))
    await mailer.close()
    expect(office.mails.map(({to, raw}) => [to, raw.equals(bytes)])).toEqual([[['bo@example.org'], true], [['bo@example.org'], true]])
  })
})
