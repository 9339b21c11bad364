import { corporateAccounts } from './corporate-accounts.ts'
import { corporateBusiness } from './corporate-business.ts'

/**
 * M22, business management: 53 indicators of corporate customers. Published is their number; which they are is ours,
 * after what the managers of a branch answer for.
 */
export const business = [...corporateAccounts, ...corporateBusiness]
