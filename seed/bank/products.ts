import type { PartnerKind } from './names.ts'
import type { Random } from './random.ts'
import { below, chance, lognormal, pick, weighted } from './random.ts'

export const yuan = 100

export type Product = 'card' | 'car' | 'home' | 'consumption' | 'personal-loan'
export type Channel = 'counter' | 'mobile' | 'h5' | 'qr' | 'staff' | 'phone' | 'terminal' | 'web'
export type Purpose = 'purchase' | 'renovation' | 'education' | 'travel' | 'sports' | 'medical' | 'business' | 'family'

export interface ProductFacts {
  zh: string
  en: string
  /** Applications on an ordinary working day, whole bank. */
  perDay: number
  /** Median and log-spread of the amount applied for, yuan; bounds. */
  amount: { median: number; sigma: number; least: number; most: number }
  terms: readonly number[]
  purposes: readonly Purpose[]
  channels: Partial<Record<Channel, number>>
  /** Share of applications that a partner brings, and the kinds of partner. */
  partnered: number
  partnerKinds: readonly PartnerKind[]
  /** Share eligible for the instant decision, among the online channels. */
  instant: number
  approve: number
  rate: number
}

/** The products of the bank. Sums are those of large Chinese consumer-instalment lenders, rounded. */
export const products: Record<Product, ProductFacts> = {
  card: {
    zh: '信用卡',
    en: 'Credit card',
    perDay: 120,
    amount: { median: 22_000, sigma: 0.6, least: 3_000, most: 200_000 },
    terms: [],
    purposes: ['purchase'],
    channels: { mobile: 40, counter: 14, staff: 14, h5: 16, qr: 10, web: 6 },
    partnered: 0,
    partnerKinds: [],
    instant: 0.75,
    approve: 0.68,
    rate: 0.16,
  },
  car: {
    zh: '汽车分期',
    en: 'Car instalment',
    perDay: 50,
    amount: { median: 115_000, sigma: 0.45, least: 30_000, most: 800_000 },
    terms: [12, 24, 36, 36, 60],
    purposes: ['purchase'],
    channels: { qr: 60, staff: 20, counter: 10, mobile: 10 },
    partnered: 0.9,
    partnerKinds: ['car-dealer'],
    instant: 0.25,
    approve: 0.74,
    rate: 0.045,
  },
  home: {
    zh: '家装分期',
    en: 'Home-decoration instalment',
    perDay: 36,
    amount: { median: 150_000, sigma: 0.45, least: 30_000, most: 600_000 },
    terms: [12, 24, 36, 60],
    purposes: ['renovation'],
    channels: { qr: 40, staff: 30, counter: 20, mobile: 10 },
    partnered: 0.75,
    partnerKinds: ['decorator'],
    instant: 0.1,
    approve: 0.72,
    rate: 0.05,
  },
  consumption: {
    zh: '综合消费分期',
    en: 'General consumption instalment',
    perDay: 95,
    amount: { median: 42_000, sigma: 0.6, least: 3_000, most: 190_000 },
    terms: [6, 12, 12, 24, 36],
    purposes: ['education', 'travel', 'purchase', 'sports', 'medical'],
    channels: { mobile: 50, h5: 25, qr: 10, staff: 8, web: 7 },
    partnered: 0.35,
    partnerKinds: ['education', 'retail'],
    instant: 0.7,
    approve: 0.7,
    rate: 0.072,
  },
  'personal-loan': {
    zh: '个人贷款',
    en: 'Personal loan',
    perDay: 14,
    amount: { median: 180_000, sigma: 0.5, least: 30_000, most: 900_000 },
    terms: [12, 24, 36],
    purposes: ['business', 'family', 'purchase'],
    channels: { counter: 60, staff: 30, mobile: 10 },
    partnered: 0,
    partnerKinds: [],
    instant: 0,
    approve: 0.66,
    rate: 0.055,
  },
}

export const productNames = Object.keys(products) as Product[]
/** Products with a monthly volume goal. */
export const goalProducts = ['car', 'home', 'consumption'] as const satisfies readonly Product[]

const online: ReadonlySet<Channel> = new Set(['mobile', 'h5', 'qr', 'web'])
export const isOnline = (channel: Channel): boolean => online.has(channel)

export interface Terms {
  product: Product
  channel: Channel
  /** Fen, whole hundreds of yuan. */
  amount: number
  termMonths: number | null
  purpose: Purpose
  partnerKind: PartnerKind | null
  fastTrack: boolean
}

/** What an ordinary applicant asks for. */
export const drawTerms = (r: Random, product: Product): Terms => {
  const facts = products[product]
  const { median, sigma, least, most } = facts.amount
  const channel = weighted(r, facts.channels as Record<Channel, number>)
  return {
    product,
    channel,
    amount: Math.round(Math.min(most, Math.max(least, lognormal(r, median, sigma))) / 100) * 100 * yuan,
    termMonths: facts.terms.length > 0 ? pick(r, facts.terms) : null,
    purpose: facts.purposes[below(r, facts.purposes.length)] as Purpose,
    partnerKind: facts.partnered > 0 && chance(r, facts.partnered) ? pick(r, facts.partnerKinds) : null,
    fastTrack: isOnline(channel) && chance(r, facts.instant),
  }
}

/** Mean of the amount applied for, fen (mean of a lognormal; the bounds cut little). */
export const meanAmount = (product: Product): number => {
  const { median, sigma } = products[product].amount
  return median * Math.exp((sigma * sigma) / 2) * yuan
}
