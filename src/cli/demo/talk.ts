/** What was talked about on an evening, in its order through the year. */
export interface Talk {
  readonly topic: string
  readonly notes?: string
  readonly decision?: string
  readonly guest?: string
}

/**
 * Fifty evenings. Many of the questions are the Junto's own, as Franklin noted them (Sparks, "Works of Benjamin
 * Franklin", II, 9-12, and the Autobiography); some are shortened, some are ours in their manner. No season is named, as
 * the year may begin on any day.
 */
export const talks: readonly Talk[] = [
  {
    topic: 'What do we want of each other?',
    notes: 'We read the promises aloud and each added a word.\nAgreed that nobody lectures, and that whoever contradicts flatly pays a small fine.\nThe fines so far: two, both from one chair.',
    decision: 'Whoever says "certainly" or "undoubtedly" pays a penny into the box',
  },
  {topic: 'Is sound an entity or a body?', notes: 'A bell, a drum and a wet finger on a glass were heard in evidence.\nMost think it is a motion of the air. Nobody could say what moves when it is heard through a wall.'},
  {topic: 'How may smoky chimneys be best cured?', guest: 'Thomas Hopkinson'},
  {topic: 'Why does the flame of a candle tend upwards in a spire?'},
  {topic: 'Which is best: to make a friend of a wise and good man that is poor, or of a rich man that is neither?', guest: 'Stephen Potts', decision: 'Ask Stephen Potts to join us'},
  {topic: 'Does it become a man to be proud of his humility?'},
  {
    topic: 'Does a paper currency make a country richer?',
    notes: 'The scarcity of coin stops building and trade; everybody had a story of a bill paid in flour.\nAgainst: what happened to savings where too much was printed.\nThe essay to be enlarged into a pamphlet and read again.',
  },
  {topic: 'Is self-interest the rudder that steers mankind?'},
  {topic: 'How shall we judge of the goodness of a writing?', notes: 'It should be smooth, clear and short, we said, and took an hour to say it.\nTry for a month: each essay is first told aloud, then written.'},
  {topic: 'What would a fair price for bread be?'},
  {topic: 'Can a man arrive at perfection in this life?', guest: 'John Jones', decision: 'Ask John Jones to join us; with him we are twelve, and full'},
  {topic: 'Whence comes the dew on the outside of a tankard that has cold water in it?', notes: 'Tried it with three tankards, one wiped dry and kept covered.\nThe water does not come through: the scales say the tankard grows heavier.'},
  {topic: 'Why do some trades thrive on one side of a street?'},
  {topic: 'Is there a kind of knowledge that is of no use?'},
  {topic: 'What makes a good town watch?', notes: 'The constables now pay idle men to walk the rounds, and a widow pays as much for it as a rich merchant.\nBetter: hire proper men, and let each pay by what he has to lose.', decision: 'Draw up a plan for a paid town watch, and let the other clubs think it theirs'},
  {topic: 'Wherein consists the happiness of a rational creature?'},
  {topic: 'Does a man owe the truth to somebody who will misuse it?', guest: 'Philip Syng'},
  {topic: 'What is wisdom?'},
  {topic: 'How could letters travel faster between the colonies?'},
  {topic: 'Is any one form of government best for all mankind?', notes: 'Lively. Three forms had friends, and one had none.\nAgreed only that it depends on the people, and that the people depend on it.'},
  {
    topic: 'Could we keep our books in one place?',
    notes: 'Each owns a few; together they would fill a case, and each of us could use the whole.\nRobert offers the room where we could keep them.\nWorry: who answers for a book that is lost?',
    decision: 'Keep our books together at Robert’s for a year, each free to take them home',
  },
  {topic: 'Ought it to be the aim of philosophy to root out the passions?'},
  {topic: 'Why do tides rise higher in the Bay of Fundy than in Delaware Bay?'},
  {topic: 'What do we owe to strangers?'},
  {topic: 'When is it right to resist those who govern?', notes: 'Heard without a single fine.\nThat a right is worth little that nobody dares to use; that force is dear and reasons are cheap, so try reasons first and long.'},
  {topic: 'How should a beginner in a trade be helped?', guest: 'Hugh Roberts'},
  {topic: 'Is it better to learn one thing well or ten things a little?'},
  {
    topic: 'What are the causes of fires in town, and what would prevent them?',
    notes: 'Coals carried from room to room in an open shovel; ashes kept in wooden buckets; ovens next to the wainscot.\nTen buckets on every street, and thirty men who have sworn to come running, would be worth more than a law.',
    decision: 'Write a paper on fires, and find thirty neighbours who would form a company',
  },
  {topic: 'What is the use of good manners?'},
  {topic: 'Does the body rule the temper, or the temper the body?'},
  {topic: 'What may a printer refuse to print?', notes: 'A printer who printed only what he agreed with would print very little; so both sides have a fair hearing.\nBut nothing that does a private person harm, at any price.'},
  {topic: 'Why does a pond freeze from the top?'},
  {topic: 'Who is the best neighbour you ever had?'},
  {topic: 'Can envy do any good?'},
  {
    topic: 'Could a whole town share one library?',
    notes: 'The shared shelf worked, and two books were spoiled by damp.\nFifty subscribers, forty shillings to begin and ten a year, would do it properly.\nPut as the scheme of "a number of friends": it goes better when nobody wants the credit.',
    decision: 'Found a subscription library, with articles to be drawn up before the year is out',
  },
  {topic: 'How would you spend an unexpected hundred pounds?', guest: 'Anthony Nicholas'},
  {topic: 'What did our parents do better?'},
  {topic: 'Should the streets be paved, and who should pay?'},
  {topic: 'Are some people born without an ear for music?'},
  {topic: 'How does one give up a bad habit?', notes: 'Some said all at once, some one at a time.\nA little book with thirteen virtues, one a week, and a black spot for every slip was shown round. The owner admits to many spots.'},
  {topic: 'Does travel make people wiser?'},
  {topic: 'What makes a letter worth keeping?'},
  {topic: 'Is a lie in jest a lie?'},
  {topic: 'What would you teach in an academy, if you could begin anew?'},
  {topic: 'How does lightning choose where it strikes?', notes: 'Steeples, masts, tall trees and a man on horseback: it goes for what stands up.\nIt melted a bell wire and left the plaster whole. Metal seems to lead it.\nSomebody should try this, carefully.'},
  {topic: 'What should a hospital do that a family cannot?', guest: 'Thomas Bond'},
  {topic: 'Does luck exist?'},
  {
    topic: 'Would hearing from other clubs do us good?',
    notes: 'Twelve is enough for good talk and too few for great undertakings.\nEach might begin a club of his own, with the same rules, and not tell of this one.',
    decision: 'We stay twelve; whoever likes begins a club of his own',
  },
  {topic: 'What have we begun and not finished?', notes: 'Met on a Thursday at Robert’s, with our own books around us.\nThe list is shorter than we feared. The watch is stuck until the assembly sits.'},
  {topic: 'What is the most useful thing you learned this year?', notes: 'A round without questions, then one with nothing but questions.\nMost often named: how to disagree without losing a friend.'},
]

/** The topic of the gathering to come. */
export const nextTopic = 'Can any one rule of conduct suit all of us?'

/** What members took home, given out in turn to who was there. */
export const takeaways: readonly string[] = [
  'To ask one more question before I answer.',
  'I was sure of my ground until somebody asked how I knew.\nI shall look it up.',
  'A good evening. I had not thought that a shoemaker and a surveyor have the same trouble: both measure twice.',
  'That I talk too much when I know too little.',
  'The tankard weighs more when it is wet outside. I keep telling people.',
  'What thrift is for: to be free to say no.',
  'If I want somebody to help me, ask to borrow a book first.',
  'I can do the small thing tomorrow, and need not wait for the great one.',
  'Somebody else had the same worry, and said it better.',
  'Write it down the same night. By morning half is gone.',
  'To say "I may be wrong", and mean it.',
  'That three of us know people who could use each other.',
  'A plan goes further when it has no owner.',
  'Not to mend an argument by speaking louder.',
  'The best of it came after the close, on the way home.',
  'I want to read more and quote less.',
]

/** The retreat: its notes, what was decided there, and what two took home. */
export const retreat = {
  topic: 'What shall this circle be in a year?',
  notes: 'First day: each told the story of their year, half an hour apiece, with nobody interrupting.\nSecond day: a long walk in pairs, changing at every stile; then the list of what we might do for the town.\nThird day: what we stop doing. Then home by the ferry.',
  decisions: ['Every fourth meeting has no topic but the queries', 'One undertaking for the town at a time, and one only'],
  takeaways: {
    benjamin: 'Less method, more company.',
    nicholas: 'I learned more on the walk than in a month of evenings.\nNext year: bring better boots.',
  },
} as const
