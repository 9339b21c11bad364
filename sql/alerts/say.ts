import type { Indicator, Unit, Words } from '../indicators/indicator.ts'
import type { Alert } from './alert.ts'
import type { Reading } from './judge.ts'
import type { Finished } from './periods.ts'

const grouped = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const percent = (value: number): string => `${grouped(value * 100, 1)}%`

const writers: Readonly<Record<Unit, (value: number) => Words>> = {
  fen: (value) => ({ zh: `${grouped(value / 100, 2)} 元`, en: `¥${grouped(value / 100, 2)}` }),
  count: (value) => ({ zh: grouped(value, 0), en: grouped(value, 0) }),
  share: (value) => ({ zh: percent(value), en: percent(value) }),
  mean: (value) => ({ zh: grouped(value, 2), en: grouped(value, 2) }),
  s: (value) => ({ zh: `${grouped(value / 60, 1)} 分钟`, en: `${grouped(value / 60, 1)} min` }),
  ms: (value) => ({ zh: `${grouped(value / 1000, 1)} 秒`, en: `${grouped(value / 1000, 1)} s` }),
}

/** What somebody is told when a bound is crossed, or what was crossed is back. */
export const sayAlert = (
  outcome: 'crossed' | 'recovered',
  {
    alert,
    entry,
    unit,
    span,
    reading,
  }: { alert: Alert; entry: Indicator; unit: Words; span: Finished; reading: Reading },
): Words => {
  const value = writers[entry.unit](reading.value)
  const bound = boundOf(alert, entry)
  const before = reading.against === null ? null : writers[entry.unit](reading.against)
  const [zhBefore, enBefore] =
    before === null
      ? ['', '']
      : alert.condition === 'goal'
        ? [`，全月目标 ${before.zh}`, `, goal of the month ${before.en}`]
        : [`，上期 ${before.zh}`, `, before ${before.en}`]
  const [zhTold, enTold] =
    outcome === 'crossed' ? [bound.zh, bound.en] : [`已恢复（${bound.zh}）`, `back again (${bound.en})`]
  const when = whenOf(alert, entry, span)
  return {
    zh: `${entry.name.zh}（${unit.zh}）${zhTold}：${when.zh}为 ${value.zh}${zhBefore}`,
    en: `${entry.name.en}, ${unit.en}: ${enTold}; ${value.en} ${when.en}${enBefore}`,
  }
}

const whenOf = ({ condition, grain }: Alert, { over }: Indicator, { key }: Finished): Words => {
  if (over === 'now') return { zh: '判断时', en: 'when judged' }
  if (condition === 'goal') return { zh: `截至 ${key} `, en: `up to ${key}` }
  if (grain === 'week') return { zh: `${key} 当周`, en: `in the week of ${key}` }
  return { zh: `${key} `, en: grain === 'day' ? `on ${key}` : `in ${key}` }
}

const boundOf = ({ condition, bound }: Alert, entry: Indicator): Words => {
  const own = writers[entry.unit](bound)
  switch (condition) {
    case 'below':
      return { zh: `低于 ${own.zh}`, en: `below ${own.en}` }
    case 'above':
      return { zh: `高于 ${own.zh}`, en: `above ${own.en}` }
    case 'fall':
      return { zh: `较上期下降超过 ${percent(bound)}`, en: `down by more than ${percent(bound)}` }
    case 'rise':
      return { zh: `较上期上升超过 ${percent(bound)}`, en: `up by more than ${percent(bound)}` }
    case 'change':
      return { zh: `较上期变动超过 ${percent(bound)}`, en: `moved by more than ${percent(bound)}` }
    case 'goal':
      return {
        zh: `按进度推算达不到目标的 ${percent(bound)}`,
        en: `heading for less than ${percent(bound)} of the goal`,
      }
  }
}
