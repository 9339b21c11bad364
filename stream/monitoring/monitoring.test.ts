import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createMetrics } from '../metrics.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

interface Alert {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}
const alerts = (parse(read('alerts.yml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(({ rules }) => rules)
const panels = (
  JSON.parse(read('dashboard.json')) as { panels: { title: string; targets: { expr: string }[] }[] }
).panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))

/** Names as Prometheus has them; a histogram has three. */
const told = (): Set<string> =>
  new Set(
    createMetrics()
      .registry.getMetricsAsArray()
      .flatMap(({ name }) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]),
  )
const namesIn = (expr: string): string[] => expr.match(/mingjing_[a-z_]+/g) ?? []

test('alarms and panels ask only for what the worker tells', () => {
  const known = told()
  for (const { expr } of [...alerts, ...panels]) for (const name of namesIn(expr)) expect(known, expr).toContain(name)
})

test('everything the worker tells is on the dashboard', () => {
  const shown = panels.flatMap(({ expr }) => namesIn(expr)).map((name) => name.replace(/_bucket$/, ''))
  const names = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
  expect(names.filter((name) => !shown.includes(name))).toEqual([])
})

test('the runbook has a section for each alarm and for none that does not exist', () => {
  const sections = [...read('RUNBOOK.md').matchAll(/^## (.+)$/gm)].flatMap(([, title]) => title!.split(', '))
  const names = alerts.map(({ alert }) => alert)
  expect(sections.filter((title) => !title.startsWith('When '))).toEqual(names)
  for (const { labels, annotations } of alerts) {
    expect(['page', 'ticket']).toContain(labels.severity)
    expect(annotations.summary.length).toBeGreaterThan(10)
  }
})
