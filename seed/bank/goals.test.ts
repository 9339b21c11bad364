import { describe, expect, it } from 'vitest'
import { monthlyGoals } from './goals.ts'
import { branchIds, branchOf } from './organisation.ts'
import { goalProducts } from './products.ts'
import { simulate } from './simulate.ts'

describe('goals', () => {
  it('are attained like those of a real bank, by branch and product', () => {
    const paid = new Map<string, number>()
    for (const event of simulate({ days: 30, seed: 1 })) {
      if (event.type !== 'disbursement.made') continue
      const { product, amount } = event.data as { product: string; amount: number }
      const cell = `${branchOf(event.orgunit)} ${product}`
      paid.set(cell, (paid.get(cell) ?? 0) + amount)
    }
    const goals = monthlyGoals({ days: 30, seed: 1 }).filter((goal) => goal.month === '2026-09')
    expect(goals.length).toBe(branchIds.length * goalProducts.length)
    const attained = goals.map((goal) => (paid.get(`${goal.orgunit} ${goal.product}`) ?? 0) / goal.amount)
    const total = attained.reduce((sum, share) => sum + share, 0) / attained.length
    const ordinary = attained.filter((share) => share >= 0.6 && share <= 1.4).length
    expect(total).toBeGreaterThan(0.85)
    expect(total).toBeLessThan(1.15)
    expect(ordinary / attained.length).toBeGreaterThan(0.85)
  })

  it('cover the month after the log and count a first month only as far as it is covered', () => {
    const goals = monthlyGoals({ days: 10, seed: 1, end: '2026-09-25' })
    expect([...new Set(goals.map((goal) => goal.month))]).toEqual(['2026-09', '2026-10'])
    const volume = (rows: typeof goals) =>
      rows.filter((goal) => goal.month === '2026-09').reduce((sum, goal) => sum + goal.amount, 0)
    expect(volume(goals)).toBeLessThan(volume(monthlyGoals({ days: 30, seed: 1 })) * 0.7)
  })
})
