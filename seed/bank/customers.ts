import { chineseName } from './names.ts'
import { outletsByBusiness } from './organisation.ts'
import { below, between, lognormal, type Random, randomAt } from './random.ts'

/** Numbers of ordinary customers; the cast of the planted cases and near misses is numbered from here on. */
export const ordinaryCustomers = 120_000

/**
 * The customer with that running number, spread over the ordinary customers without a repeat for 120,000 numbers
 * (48271 shares no factor with 120,000; 51631 is its inverse). Even and odd customers alternate.
 */
export const scattered = (running: number, salt: number): number =>
  (((((running * 48_271) % ordinaryCustomers) + salt * 7_919) % ordinaryCustomers) + ordinaryCustomers) %
  ordinaryCustomers

/** The `running`-th applicant of a day, of at most a thousand; the same customer again after 120 days. */
export const applicantOf = (day: number, running: number): number => scattered(day * 1_000 + running, 1)

/** Whether that customer is an applicant of one of the thirty days up to that one, or of the three after it. */
export const isApplyingAround = (customer: number, day: number): boolean => {
  const running =
    ((((customer - scattered(0, 1)) * 51_631) % ordinaryCustomers) + ordinaryCustomers) % ordinaryCustomers
  const since = (((day - Math.floor(running / 1_000)) % 120) + 120) % 120
  return since <= 30 || since >= 117
}

/** Half of the ordinary customers, the even ones, are candidates for the certified clean. */
export const mayBeClean = (customer: number): boolean => customer % 2 === 0

const six = (n: number): string => String(n).padStart(6, '0')

export const customerId = (customer: number): string => `u-${six(customer)}`
export const accountId = (customer: number): string => `acc-${six(customer)}`
export const cardId = (customer: number): string => `card-${six(customer)}`
export const deviceId = (customer: number): string => `dev-${six((customer * 7_877 + 13) % 99_999_989)}`

/** No Chinese mobile number begins with 12, so nobody can be called by mistake. */
export const mobileOf = (customer: number): string =>
  `12${String((customer * 7_368_787 + 104_729) % 1_000_000_007)
    .padStart(9, '0')
    .slice(-9)}`

/** The outlet where the customer banks, by the branches' share of business. */
export const homeOutlet = (customer: number): string =>
  outletsByBusiness[(Math.imul(customer, 0x9e3779b1) >>> 0) % outletsByBusiness.length] as string

export interface Customer {
  number: number
  id: string
  outlet: string
  name: string
  idNumber: string
  mobile: string
  address: string
  /** One of some thousands of small employers; it says nothing about the income. */
  employer: string
  device: string
  age: number
  /** Monthly income, fen. */
  income: number
}

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** An 18-digit number with the check digit of GB 11643-1999 and the unassigned region 990000. */
const idNumberOf = (r: Random, birthYear: number): string => {
  const date = `${birthYear}${String(between(r, 1, 12)).padStart(2, '0')}${String(between(r, 1, 28)).padStart(2, '0')}`
  const digits = `990000${date}${String(below(r, 1000)).padStart(3, '0')}`
  let sum = 0
  for (let i = 0; i < 17; i++) sum += Number(digits[i]) * (idWeights[i] as number)
  return digits + '10X98765432'[sum % 11]
}

const places = ['远山', '临江', '东湖', '北辰', '云岭', '海晏', '清河', '安平', '南苑', '长宁']
const trades = ['商贸', '科技', '建筑', '餐饮', '物流', '纺织', '医药', '印务', '家居', '园林']
const employerOf = (r: Random): string =>
  `${places[below(r, places.length)]}${trades[below(r, trades.length)]}第${between(r, 1, 99)}公司`

/** Everything about a customer, the same whenever it is asked. Ages as of 2026. */
export const customerOf = (seed: number, number: number): Customer => {
  const r = randomAt(seed, 'customer', number)
  const age = Math.min(68, 20 + Math.floor(lognormal(r, 13, 0.6)))
  return {
    number,
    id: customerId(number),
    outlet: homeOutlet(number),
    name: chineseName(r),
    idNumber: idNumberOf(r, 2026 - age),
    mobile: mobileOf(number),
    address: `${['建设', '中山', '人民', '和平', '文化'][below(r, 5)]}路${between(r, 1, 899)}号${between(r, 1, 30)}栋${between(r, 101, 2504)}室`,
    employer: employerOf(randomAt(seed, 'employer', number)),
    device: deviceId(number),
    age,
    income: Math.round(lognormal(r, 11_000, 0.45) / 100) * 100 * 100,
  }
}
