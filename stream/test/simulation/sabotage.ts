/** What can be broken on purpose, to show that the simulation would tell. */
export const sabotages = [
  'tokens are not honoured',
  'the ledger lets anyone enter',
  'a forgotten number is free again',
  'the ledger calls every plan ours',
  'a plan may be done twice',
  'a snapshot is one record ahead',
  'a snapshot is one record behind',
  'plans are kept after their effects',
  'done before its effects',
] as const
export type Sabotage = (typeof sabotages)[number]
