import { ordinaryCustomers } from '../customers.ts'
import { bankPace } from '../processes/pace.ts'
import { randomAt } from '../random.ts'
import { isWorkday } from '../working.ts'
import type { World } from '../world.ts'
import { accountMisuse } from './account-misuse.ts'
import { branchPlants } from './branch.ts'
import { cardMisuse } from './card-misuse.ts'
import { collectionMisuse } from './collection-misuse.ts'
import { consentPlants } from './consent.ts'
import { disbursement } from './disbursement.ts'
import { flow } from './flow.ts'
import { instalment } from './instalment.ts'
import { issuanceApplication } from './issuance/application.ts'
import { issuanceCards } from './issuance/cards.ts'
import { issuanceConsent } from './issuance/consent.ts'
import { issuanceDecisions } from './issuance/decisions.ts'
import { issuanceIdentity } from './issuance/identity.ts'
import { issuanceInvestigation } from './issuance/investigation.ts'
import { issuancePatterns } from './issuance/patterns.ts'
import { issuance } from './issuance.ts'
import { limit } from './limit.ts'
import { marketing } from './marketing.ts'
import { modelPlants } from './model.ts'
import { occasionsOf, type Plants } from './occasion.ts'
import { outOfLine } from './out-of-line.ts'
import { payout } from './payout.ts'
import { postLoan } from './post-loan.ts'
import { reach } from './reach.ts'
import { terms } from './terms.ts'
import { timeliness } from './timeliness.ts'
import { transaction } from './transaction.ts'
import { transferPlants } from './transfer.ts'

/** What can be laid, by rule; a test holds it equal to the rule library. */
export const plants: Plants = {
  ...issuance,
  ...limit,
  ...instalment,
  ...disbursement,
  ...timeliness,
  ...postLoan,
  ...transaction,
  ...transferPlants,
  ...marketing,
  ...flow,
  ...issuanceApplication,
  ...issuanceConsent,
  ...issuanceIdentity,
  ...issuanceInvestigation,
  ...issuancePatterns,
  ...reach,
  ...consentPlants,
  ...cardMisuse,
  ...accountMisuse,
  ...collectionMisuse,
  ...branchPlants,
  ...modelPlants,
  ...terms,
  ...issuanceCards,
  ...outOfLine,
  ...payout,
  ...issuanceDecisions,
}

/** Every rule is violated every fifth day, and nearly so two days later; what falls on a holiday waits for the next working day. */
const period = 5
const nearAfter = 2

/** Customers of the cast set aside for a day, and the days before their numbers return. */
const castOfDay = 1_500
const castDays = 500

/** Lays the violations and near misses of a working day. */
export const plantsOf = (world: World, number: number): void => {
  if (!isWorkday(number)) return
  let first = number
  while (!isWorkday(first - 1)) first--
  const occasion = occasionsOf(world, number, {
    pace: bankPace,
    customerNumber: (count) => ordinaryCustomers + (number % castDays) * castOfDay + count,
    mark: String(number),
  })
  for (const [index, [ruleId, plant]] of Object.entries(plants).entries()) {
    const { every = period } = plant
    const falls = (shift: number): number | null => {
      for (let day = number; day >= first; day--)
        if ((day + index + shift) % every === 0) return Math.floor((day + index) / every)
      return null
    }
    const turn = falls(0)
    if (turn !== null) {
      world.journal.travel(turn % 3 === 1 ? 'shaken' : turn % 3 === 2 ? 'repeated' : null)
      plant.planted(occasion(ruleId, randomAt(world.seed, ruleId, number), { population: 'rest', turn }))
      world.journal.travel(null)
    }
    const nearTurn = falls(-nearAfter)
    if (nearTurn !== null)
      plant.near(occasion(ruleId, randomAt(world.seed, ruleId, 'near', number), { population: 'near', turn: nearTurn }))
  }
}
