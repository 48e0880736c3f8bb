/** Help on what is not a command: `circle help dates`. */
export const topics: Readonly<Record<string, string>> = {
  pages: `What can stand in the files of a gathering, gatherings/2026-11-27-weekly/,

  gathering.yaml, the shared page:
      when, lasts, place, link, title, topic   where they differ from the rhythm (circle schedule move, edit)
      status                                   planned, held, or cancelled with why
      roles                                    {scribe: bo}
      present, regrets, guests                 [ann, bo]
      notes, decisions

  ann.yaml, Ann's own page:
      rsvp                                     going, maybe, or declined with why (circle rsvp)
      takeaway                                 what she takes home (circle takeaway)
      commitments                              what she said she would do
      invited                                  whom she sent which invitation by mail; circle invite writes it

and in those of a poll, polls/winter-walk-k3fx/:

  poll.yaml, the shared page:
      title, about, lasts, place, link         what a date is looked for
      timezone                                 of its dates, if not the circle's
      deadline                                 until when to answer
      options                                  the dates, each under a short id of its own: when, and lasts, place, link where
                                               they differ; once chosen, the gathering that came of it
      status                                   open, closed with chosen, or cancelled with why

  ann.yaml, Ann's own page:
      votes                                    for each option, by its id: yes, if-need-be or no
      why                                      what the others should know

By hand, for a date that has no folder yet, make one: its name is the day and the rhythm, and its gathering.yaml begins
with \`rhythm: weekly\`. \`circle rsvp no --why "On a journey"\` is ann.yaml in it with:

  rsvp: declined

  why: On a journey
`,
  formats: `How a gathering is run is a format: its steps, roles and minutes. A circle uses one that comes with the program, or
one of its own, formats/ID.yaml, and names it in charter.yaml (\`format: ID\`), in a rhythm, or in a gathering.

  minutes     10, 10-15, 3 each, 20 a seat, at least 45, rest
  only        at which gatherings: first, later, last, before last, every 4, 2-5
  speaks      one, round, pairs, silent, all

\`circle schema format\` has every key. To begin, save this as formats/ours.yaml and change it:

`,
  templates: `An agenda is made from a template. A circle that wants another one has it in templates/agenda.md. It is Markdown:

  {{title}}                       a text
  {{#roles}} … {{/roles}}         for each of a list, or when there is something
  {{^roles}} … {{/roles}}         when there is nothing
  {{! … }}                        a remark

Nothing in it can run a program. \`circle check\` says when a name is not known. To begin, save this one and change it:

`,
  calendars: `\`circle ics\` writes the schedule as a calendar file, which every calendar program reads. Two ways to use it:

  import it        now and then: open the file, or give it to the program (Google and Outlook: on a computer, in the
                   settings; Apple, Thunderbird: open it). What is there already is changed, not added again.
  subscribe to it  once: put the file where an address leads to it, write it again whenever something changes
                   (a timer, a forge), and give the address to the program: "from URL", "from web", "subscription",
                   "on the network". Programs look again when they like, Google after hours.
                   Whoever has the address can read the file. --source writes the address into it.

Which file for whom:

  circle ics                for everybody: no member is in it, no address, no note
  circle ics --remind 1d    with reminders (Google has its own, and ignores those in a calendar one subscribes to);
                            where a gathering takes all day, 1d is 09:00 the day before, and shorter ones are left out
  circle ics --member bo    Bo's own: his roles, his turn at the next gathering, the reminders in his entry
                            (circle member edit bo --remind 1d,15m); nobody else is in it
  circle ics --for bo       the same, with times written on his clocks
  circle ics --series       one entry for each rhythm, from its first day to its last, and beside it the gatherings that
                            differ from it. Only for rhythms that all programs read alike; the others are written date
                            by date, and it says so and why.
                            Without it each gathering is an entry of its own: that is read alike everywhere.
                            Who also takes invitations by mail (circle invite) sees an evening twice with it: they go
                            with the calendar without --series, imported into the same calendar.
  circle ics --each         a file for each gathering, to hand on one of them
  circle ics --all a b      the circles in the folders a and b, in one file

A calendar that one subscribes to stands beside one's own, so an invitation that was accepted is seen in both: take
either the subscription or invitations.

An entry that moved or was called off stays the same entry: calendars change it. Dates that a rhythm has no longer, since
it ended or changed, are no longer in the file: they go away where one subscribed; where one imported, delete them there.

The same commit gives the same file on every computer, but for the days that come into view (--from and --to fix them).
`,
  sharing: `A circle is shared through a place that all members can reach: an empty repository on any host (GitHub, GitLab,
Forgejo, a server with ssh), a folder on a disk that you share, a stick.

  circle share URL     once, the founder: connects the circle to it, and prints the line for the others
  circle join URL      once, everybody else: shows purpose and promises, and adds you when you agree
  circle sync          whenever you like: what you changed goes out, what the others changed comes in

URL is what git takes: git@host:us/apron.git, https://host/us/apron.git, /media/stick/apron.git. Your own git does the
rest, with your keys and settings; nothing is ever forced. Whoever can read the place, and its host, can read all of the
circle, and all that ever stood in it.

Pages are merged field by field. Only where two people changed the same field, each in their own way, circle sync asks
which version stays; --prefer mine or --prefer theirs decides without asking.

Plain git works too:

  git pull --no-rebase && git push

In a clone that circle made, git calls circle to merge each page (git config merge.circle.driver), if it is on the PATH.
Elsewhere git merges lines. When it stops with a conflict:

  circle check         names the file and the line
  edit it: keep what is right, and take the lines with <<<<<<<, ======= and >>>>>>> out
  git add -A && git commit && git push     (git rebase --continue in place of git commit, if it was a rebase)

On a forge, \`circle init --ci\` adds workflows that check each push: every file sound in every commit, nothing deleted.
`,
  mail: `Invitations go through your own mail account. Which one, a file of yours says, outside of every circle:
~/.config/circle/mail.yaml, or circle/mail.yaml in $XDG_CONFIG_HOME. An account at a provider:

  smtp:
    host: smtp.example.org
    user: ann@example.org
    passwordCommand: [pass, show, mail]

  host              the server for outgoing mail
  port              465 for tls, 587 for starttls, 25 for none, where you name no other
  security          starttls where you say nothing (tls on port 465); none only for this very computer, or where you add
                    \`unencrypted: yes\`, because then everybody on the way can read mail and password
  user              who you are there; without it no password is sent
  passwordCommand   a program and its words; the first line that it prints is the password. No shell reads the words

Or a program that takes mail as sendmail does (msmtp, nullmailer, ssmtp, Postfix): its path, or a list of words.

  sendmail: [msmtp, -a, circle]

Without a file circle takes the sendmail of this computer, if there is one. Whom mail is from: the address that you have in
the circle, or what you name here:

  from: Ann Ek <ann@example.org>

A password never stands in the file. It comes from the program, or from CIRCLE_SMTP_PASSWORD in the environment, which wins.
The server must prove by its certificate who it is; for a server of your own, NODE_EXTRA_CA_CERTS=file.pem names the one to
trust. \`circle doctor\` says what there is, and connects to nothing.
`,
  dates: `Days and times on the command line are what a person types:

  2026-11-27, "2026-11-27 19:00"      a day; a day and a time
  27.11.2026, 27.11., "27 november"   with dots the day comes first
  today, tomorrow, friday             the next such day
  "next thursday 19:00", "in 2 weeks" from today
  19:00                               when moving a gathering: the same day at another hour

They are wall-clock times in the circle's time zone, or in that of the rhythm where it has one of its own.
A day without a time takes all day.
What a gathering is called: its id (2026-11-27-weekly), its day where that is unambiguous, next, last.

Rhythms are phrases:

  every week, every 2 weeks on tuesday and thursday, every month on the 2nd tuesday,
  every month on the last friday, every month on the last day, every 3 months, twice a year,
  every year on the 2nd friday of june, … until 2027-06-01, … 12 times,
  daily, weekly, biweekly, fortnightly, every other week, monthly, quarterly, yearly

or an RRULE of RFC 5545, for what a phrase can't say: FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
`,
  'exit-codes': `What the program's exit status says:

  0    done
  1    it failed
  2    wrong use: a word, a flag or an answer is wrong or missing
  3    a file of the circle is not sound
  4    people must decide
  5    git, mail or the network failed
  130  interrupted
`,
  environment: `What the program reads from its environment:

  VISUAL, EDITOR          the editor for notes and entries; else git's own core.editor
  NO_COLOR, FORCE_COLOR   no colours, or colours even to a pipe; NO_COLOR wins
  TZ                      the time zone proposed when a circle is founded
  CIRCLE_NOW              an instant such as 2026-11-27T18:00:00Z: what the clock shows, for looking back
  CIRCLE_NETWORK_LIMIT    seconds until git is stopped, or a mail server given up, that does not answer; 0: never. Else 120, for a
                          first clone 600, and more where you sit at a terminal
  CIRCLE_SMTP_PASSWORD    the password of your mail account (circle help mail)
  DEBUG                   with an error, show the details, as --verbose does
  GIT_AUTHOR_NAME …       as git reads them, for the commits
`,
  files: `A circle is a folder of YAML files that you can read and change in any editor:

  charter.yaml                                 what the circle is: purpose, promises, rhythms, roles
  members/ann.yaml                             one file a member
  gatherings/2026-11-27-weekly/gathering.yaml  the shared page of a gathering
  gatherings/2026-11-27-weekly/ann.yaml        Ann's own page: her answer, her commitments
  polls/winter-walk-k3fx/poll.yaml             the shared page of a poll that finds a date
  polls/winter-walk-k3fx/ann.yaml              Ann's own page: her votes
  formats/ID.yaml                              formats of your own
  templates/agenda.md                          an agenda's template of your own

\`circle check\` says whether every file is sound, and \`circle schema member\` what a file may say.
Comments, order and blank lines stay as you wrote them. Keys of your own begin with x-.
`,
}

/** What of the program's templates is printed after a topic, to start from. */
export const topicTemplates: Readonly<Record<string, string>> = {formats: 'formats/study-circle.yaml', templates: 'agenda.md'}
