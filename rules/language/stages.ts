/** Where in the life of a loan or a branch something happens. */
export const stages = [
  'issuance',
  'limit',
  'instalment',
  'disbursement',
  'timeliness',
  'post-loan',
  'transaction',
  'transfer',
  'marketing',
  'consent',
  'branch',
  'model',
] as const
export type Stage = (typeof stages)[number]

export const isStage = (text: string): text is Stage => (stages as readonly string[]).includes(text)
