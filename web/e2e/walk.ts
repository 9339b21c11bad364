import AxeBuilder from '@axe-core/playwright'
import type { Role } from '@mingjing/sql/postgres/schema.ts'
import type { Page } from 'playwright-core'
import { everyone, matrix, mayCall } from './matrix.ts'

/** Every page there is, and the people who reach them between them. */

/** The roles in the order they are asked; what one may open the next need not. */
const walkers: readonly Role[] = ['lead', 'admin', 'auditor', 'officer']

/** Paths of all pages by the role that opens them. `known` replaces `[id]` of a route; every such route needs one. */
export const pagesByRole = (known: Readonly<Record<string, string>>): Map<Role, string[]> => {
  const paths = new Map<Role, string[]>(walkers.map((role) => [role, []]))
  for (const [route, { methods, people }] of Object.entries(matrix)) {
    if (!methods.split(' ').includes('PAGE') || people === everyone) continue
    const role = walkers.find((each) => mayCall(people, each))
    if (role === undefined) throw new Error(`nobody of the walk may open ${route}`)
    const path = route.replace(/\/\([^)]*\)/g, '') || '/'
    if (path.includes('[') && known[route] === undefined) throw new Error(`no id is known for ${route}`)
    paths.get(role)!.push(known[route] ?? path)
  }
  return paths
}

/** What axe finds, one line each. */
export const faults = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`))
}

/** How far the page is wider than the window, CSS pixels, with what sticks out farthest; null when nothing does. */
export const overflow = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - window.innerWidth
    if (wide <= 0) return null
    const far = [...document.body.querySelectorAll('*')].toSorted(
      (a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right,
    )[0]
    return `${wide} px too wide: ${far?.outerHTML.slice(0, 160)}`
  })

/**
 * Goes through the page by Tab alone until the focus comes round, and says which controls it did not reach and on which
 * the focus cannot be seen. Of radios of one name, and of rows of a list that loads as it is scrolled, one is enough.
 */
export const unreachable = async (page: Page, most = 60): Promise<string[]> => {
  const controls = await page.evaluate(() => {
    const walk = window as unknown as { reached: Set<Element>; unseen: Set<Element>; controls: Element[] }
    walk.reached = new Set()
    walk.unseen = new Set()
    const selector = 'a[href], button, input, select, textarea, summary, [tabindex]'
    walk.controls = [...document.querySelectorAll<HTMLElement>(selector)].filter(
      (one) =>
        one.tabIndex >= 0 &&
        !one.matches(':disabled, input[type=hidden], input[type=radio]:not(:checked), [role=row] *, [inert] *') &&
        one.checkVisibility({ visibilityProperty: true }) &&
        one.getClientRects().length > 0,
    )
    document.addEventListener('focusin', ({ target }) => {
      const one = target as HTMLElement
      walk.reached.add(one)
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
      const marked = (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
      if (!marked) walk.unseen.add(one)
    })
    // Where Tab begins: before everything.
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
    return walk.controls.length
  })
  const left = () =>
    page.evaluate(() => {
      const { controls, reached } = window as unknown as { controls: Element[]; reached: Set<Element> }
      return controls.filter((one) => one.isConnected && !reached.has(one)).length
    })
  // A field of a date takes several steps.
  const presses = Math.min(controls, most) * 2 + 12
  for (let i = 0; i < presses; i++) {
    await page.keyboard.press('Tab')
    if (i % 12 === 11 && (await left()) === 0) break
  }
  return page.evaluate(
    ({ most }) => {
      const { controls, reached, unseen } = window as unknown as {
        controls: Element[]
        reached: Set<Element>
        unseen: Set<Element>
      }
      const missed = controls.slice(0, most).filter((one) => one.isConnected && !reached.has(one))
      return [
        ...missed.map((one) => `not reached: ${one.outerHTML.slice(0, 160)}`),
        ...[...unseen].map((one) => `focus not seen: ${one.outerHTML.slice(0, 160)}`),
      ]
    },
    { most },
  )
}
