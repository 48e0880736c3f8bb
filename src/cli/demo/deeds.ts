/** Something a member said they would do, and what came of it. */
export interface Deed {
  readonly who: string
  readonly what: string
  /** Due so many weeks after the evening on which it was said; absent: no day was set. */
  readonly weeks?: number
  /** Done so many days after it was said. */
  readonly kept?: number
  /** Given up so many days after it was said, and why. */
  readonly dropped?: {readonly after: number; readonly why: string}
}

/** Given out through the year, each on the next evening at which its member was there. */
export const deeds: readonly Deed[] = [
  {who: 'benjamin', what: 'Write the rules on one page', weeks: 1, kept: 5},
  {who: 'joseph', what: 'Copy the rules for everybody', weeks: 2, kept: 13},
  {who: 'thomas', what: 'Explain the quadrant to Nicholas', weeks: 2, kept: 11},
  {who: 'william-maugridge', what: 'Make a box for the fines', weeks: 1, kept: 6},
  {who: 'robert', what: 'Ask the landlord for the quiet room', weeks: 1, kept: 2},
  {who: 'nicholas', what: 'Bring the map of the back counties', weeks: 1, kept: 7},
  {who: 'george', what: 'Write verses in praise of silence', weeks: 3, dropped: {after: 20, why: 'Could not keep them short'}},
  {who: 'hugh', what: 'Rise at five for a week', weeks: 1, dropped: {after: 4, why: 'Rose at five once, and found nobody to tell'}},
  {who: 'william', what: 'Learn the use of the surveyor’s chain', weeks: 4, kept: 30},
  {who: 'william-coleman', what: 'Send a merchant’s opinion of paper money', weeks: 2, kept: 12},
  {who: 'benjamin', what: 'Enlarge the essay on paper money into a pamphlet', weeks: 4, kept: 26},
  {who: 'stephen', what: 'Bind the year’s essays so far', weeks: 3, kept: 19},
  {who: 'joseph', what: 'Print three leaves in ink', weeks: 2, kept: 9},
  {who: 'robert', what: 'Try the iron fireplace with a longer flue', weeks: 5, kept: 33},
  {who: 'thomas', what: 'Glaze the window at Robert’s', weeks: 2, kept: 16},
  {who: 'nicholas', what: 'Teach us ten words of Delaware', weeks: 1, kept: 7},
  {who: 'william-maugridge', what: 'Weigh the tankard, dry and wet', weeks: 1, kept: 3},
  {who: 'john', what: 'Ask three constables what the rounds cost', weeks: 2, kept: 10},
  {who: 'benjamin', what: 'Draft the plan for a town watch', weeks: 3, kept: 24},
  {who: 'george', what: 'Find out who prints the almanac at Boston', weeks: 2, kept: 18},
  {who: 'hugh', what: 'Set the notice for the night school', weeks: 1, kept: 8},
  {who: 'william', what: 'Survey the footpath to the ferry', weeks: 3, dropped: {after: 15, why: 'The owner would not have it measured'}},
  {who: 'william-coleman', what: 'Price forty good books in London', weeks: 4, kept: 27},
  {who: 'robert', what: 'Clear the room for the books', weeks: 2, kept: 14},
  {who: 'joseph', what: 'List our books, with their owners', weeks: 2, kept: 12},
  {who: 'stephen', what: 'Letter the backs of the shared books', weeks: 3, kept: 17},
  {who: 'william-maugridge', what: 'Build the book case', weeks: 4, kept: 25},
  {who: 'thomas', what: 'Reckon the tides for Fundy', weeks: 3, kept: 21},
  {who: 'nicholas', what: 'Write to the surveyor at New Castle', weeks: 1, kept: 5},
  {who: 'john', what: 'Mend Hugh’s boots', weeks: 1, kept: 4},
  {who: 'benjamin', what: 'Speak to nobody of my own merits for a month', weeks: 4, dropped: {after: 9, why: 'Found that I was proud of it'}},
  {who: 'george', what: 'Translate two pages of Seneca', weeks: 2, kept: 15},
  {who: 'hugh', what: 'Count the leather buckets on our street', weeks: 1, kept: 6},
  {who: 'robert', what: 'Show the fireplace to the ironmaster', weeks: 3, kept: 20},
  {who: 'joseph', what: 'Ask the widow next door what she needs', weeks: 1, kept: 2},
  {who: 'william', what: 'Measure how far a bucket chain reaches', weeks: 2, kept: 13},
  {who: 'william-coleman', what: 'Draw up accounts for the library', weeks: 3, kept: 22},
  {who: 'stephen', what: 'Learn to listen to a whole story', weeks: 2, dropped: {after: 12, why: 'Learned it, and lost it again'}},
  {who: 'benjamin', what: 'Find ten subscribers for the library', weeks: 3, kept: 18},
  {who: 'john', what: 'Find five subscribers among the shoemakers', weeks: 3, kept: 23},
  {who: 'nicholas', what: 'Find five subscribers up the Schuylkill', weeks: 4, kept: 26},
  {who: 'william-maugridge', what: 'Sketch a kite with a metal point, for the talk on lightning', weeks: 2, kept: 11},
  {who: 'robert', what: 'Invite the doctor to speak of hospitals', weeks: 1, kept: 3},
  {who: 'hugh', what: 'Give back Nicholas’s Virgil', weeks: 1, kept: 16},
  {who: 'joseph', what: 'Write the articles of the library fair', weeks: 3, kept: 19},
]

/** The last evenings' commitments, by the evening counted back from the one that is not logged yet. */
export const lately: readonly (Deed & {readonly back: number})[] = [
  {back: 4, who: 'hugh', what: 'Finish the fair copy of the watch plan', weeks: 2},
  {back: 4, who: 'william', what: 'Teach John the slide rule', weeks: 3, kept: 18},
  {back: 2, who: 'stephen', what: 'Bind the catalogue of our books', weeks: 5},
  {back: 2, who: 'nicholas', what: 'Ask the assembly’s clerk when the watch comes up'},
  {back: 1, who: 'benjamin', what: 'Write to London for the first box of books', weeks: 3},
  {back: 1, who: 'robert', what: 'Have the roof over the book room looked at', weeks: 2, kept: 3},
  {back: 1, who: 'joseph', what: 'Make ink that does not fade', weeks: 4, dropped: {after: 4, why: 'It can be bought cheaper than made'}},
  {back: 1, who: 'john', what: 'Bring a friend who is new in town', weeks: 3},
]
