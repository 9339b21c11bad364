import { appointments } from './catalogue/appointments.ts'
import { approval } from './catalogue/approval.ts'
import { approvers } from './catalogue/approvers.ts'
import { branch } from './catalogue/branch.ts'
import { business } from './catalogue/business.ts'
import { instalment } from './catalogue/instalment.ts'
import { issues } from './catalogue/issues.ts'
import { marketing } from './catalogue/marketing.ts'
import { operations } from './catalogue/operations.ts'
import { postLoan } from './catalogue/post-loan.ts'
import { supervision } from './catalogue/supervision.ts'
import { timeliness } from './catalogue/timeliness.ts'
import type { Indicator } from './indicator.ts'

/** Every number on any screen, by family. */
export const indicators: readonly Indicator[] = [
  ...supervision,
  ...issues,
  ...timeliness,
  ...approval,
  ...approvers,
  ...instalment,
  ...marketing,
  ...branch,
  ...postLoan,
  ...operations,
  ...appointments,
  ...business,
]

const byId = new Map(indicators.map((entry) => [entry.id, entry]))
export const indicatorNamed = (id: string): Indicator | undefined => byId.get(id)
