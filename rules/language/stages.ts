import type { Stage } from './rule.ts'

const every: Readonly<Record<Stage, true>> = {
  issuance: true,
  limit: true,
  instalment: true,
  disbursement: true,
  timeliness: true,
  'post-loan': true,
  transaction: true,
  transfer: true,
  marketing: true,
  consent: true,
  branch: true,
  model: true,
}

export const isStage = (text: string): text is Stage => Object.hasOwn(every, text)
