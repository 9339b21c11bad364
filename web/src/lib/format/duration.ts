import { type Language, nothing } from './language.ts'

const units = {
  'zh-CN': { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒', ms: ' 毫秒' },
  en: { d: 'd', h: 'h', m: 'm', s: 's', ms: 'ms' },
} satisfies Record<Language, Record<string, string>>

/** Milliseconds as the two largest units: `2 天 3 小时`, `3h 20m`, `12s`. Negative values lose their sign. */
export const duration = (ms: number | null | undefined, language: Language): string => {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return nothing
  const unit = units[language]
  const length = Math.abs(ms)
  if (length < 1000) return `${Math.round(length)}${unit.ms}`
  const seconds = Math.round(length / 1000)
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), unit.d],
    [Math.floor(seconds / 3600) % 24, unit.h],
    [Math.floor(seconds / 60) % 60, unit.m],
    [seconds % 60, unit.s],
  ]
  const first = parts.findIndex(([value]) => value > 0)
  return parts
    .slice(first, first + 2)
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, name]) => `${value}${name}`)
    .join(' ')
}

/** Working time in working hours and minutes; a working day is never shown as 24 hours. */
export const workingTime = (ms: number | null | undefined, language: Language): string => {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return nothing
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  const [h, m] = language === 'en' ? ['wh', 'm'] : [' 工时', ' 分']
  if (hours === 0) return `${rest}${m}`
  return rest === 0 || hours >= 10 ? `${hours}${h}` : `${hours}${h} ${rest}${m}`
}
