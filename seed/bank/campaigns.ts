/** Marketing campaigns of the bank; they return every month, `<id>-<YYYY-MM>` names the month's. */
export const campaigns = [
  { id: 'card-upgrade', zh: '信用卡升级', en: 'Card upgrade', product: 'card', response: 0.16, buys: 0.35, weight: 30 },
  { id: 'spring-home', zh: '焕新家装', en: 'Home renewal', product: 'home', response: 0.08, buys: 0.25, weight: 15 },
  { id: 'drive-now', zh: '购车优惠', en: 'Drive now', product: 'car', response: 0.07, buys: 0.22, weight: 20 },
  {
    id: 'easy-cash',
    zh: '消费分期券',
    en: 'Instalment vouchers',
    product: 'consumption',
    response: 0.14,
    buys: 0.4,
    weight: 35,
  },
] as const

export type Campaign = (typeof campaigns)[number]
export const campaignInMonth = (campaign: Campaign, month: string): string => `${campaign.id}-${month}`
export const segments = ['mass', 'young', 'family', 'high-income', 'senior'] as const
