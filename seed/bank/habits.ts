/**
 * How often people of the simulated bank do things a little wrong.
 *
 * These frequencies were committed before any rule of the library was written and are never changed to please a rule:
 * what the library finds among them is its rate on an ordinary, imperfect bank. They apply to the unlabelled rest only;
 * staff, partners and customers certified clean have none of them, planted violations are laid on purpose.
 *
 * `share` is the share of the people (or partners) of that role who have the habit, `chance` the probability that one
 * of them shows it on one occasion.
 */
export const habits = {
  /** Approvers who skim: their reading time has a median of 50 s instead of 260 s. */
  fastReader: { share: 0.06, medianReadSeconds: 50, spread: 0.5 },
  /** Approvers who do not open every document. */
  skimmer: { share: 0.05, chance: 0.2 },
  /** Approvers who now and then finish the pile late in the evening, 21:00 to 23:30. */
  nightWorker: { share: 0.05, chance: 0.15 },
  /** Approvers who sign a pile in one go: decisions are kept back and made within minutes of each other. */
  batchSigner: { share: 0.04, chance: 0.5 },
  /** Approvers who go against the model and leave the reason empty. */
  silentOverride: { share: 0.05, chance: 0.3 },
  /** Reviewers, investigators and approvers who are slow: their delays are three times as long. */
  slow: { share: 0.06, factor: 3 },
  /** Investigators whose visits are short: a median of 9 minutes instead of 45. */
  shortVisit: { share: 0.05, medianSeconds: 540, spread: 0.5 },
  /** Investigators who pass a phone investigation although nobody answered. */
  unreachedPass: { share: 0.04, chance: 0.1 },
  /** Tellers and managers who forget to tick one of the three in-person checks. */
  forgetfulWitness: { share: 0.08, chance: 0.06 },
  /** Collection agents who call too early or too late in the day. */
  oddHoursCaller: { share: 0.08, chance: 0.02 },
  /** Collection agents who call a debtor again although the talk was effective. */
  insistentCaller: { share: 0.08, chance: 0.08 },
  /** Collection agents who ask relatives although the debtor can be reached. */
  familyCaller: { share: 0.06, chance: 0.05 },
  /** Collection agents whose wording slips. */
  sharpTongue: { share: 0.03, chance: 0.02 },
  /** Partners who bring several times the business of others. */
  busyPartner: { share: 0.06, factor: 6 },
  /** Partners who collect applications during the day and hand them in together. */
  bundlingPartner: { share: 0.04, chance: 0.3 },
  /** Outlets where a tablet of the bank is used for several applicants a day. */
  sharedTablet: { share: 0.03, chance: 0.2 },
  /** Applications that give the mobile number of a family member who is a customer too. */
  familyMobile: { chance: 0.002 },
  /** Customers who try many amounts in the calculator. */
  curiousEstimator: { chance: 0.01, meanExtraEstimates: 4 },
  /** Customers who travel and pay abroad. */
  traveller: { chance: 0.004 },
  /** Customers who move round sums just below fifty thousand yuan, for reasons of their own. */
  roundSums: { chance: 0.01 },
  /** Transfers that say securities or property as purpose. */
  investor: { chance: 0.01 },
  /** Campaign calls outside polite hours. */
  lateCampaignCall: { chance: 0.003 },
  /** Campaign contacts to somebody who has refused before. */
  staleOptOut: { chance: 0.002 },
  /** Cases, of everybody, in which a document is missing and the application goes back to the customer. */
  returned: { chance: 0.07 },
  /** Cases, of everybody, that the customer withdraws before the decision. */
  withdrawn: { chance: 0.03 },
  /** Complaints that wait for an answer for weeks. */
  slowComplaint: { chance: 0.04 },
  /** Applicants who fill in the form on one device and show their face to another, such as a spouse's newer phone. */
  borrowedCamera: { chance: 0.004 },
  /** Phone investigations whose recording was not filed. */
  lostRecording: { chance: 0.006 },
} as const

export type Habit = keyof typeof habits
