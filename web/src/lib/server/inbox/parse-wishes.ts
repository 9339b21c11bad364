import { severities } from '@mingjing/rules/language/severities.ts'
import type { Preferences } from '@mingjing/sql/deliveries/preferences.ts'
import type { DeliveryChannel } from '@mingjing/sql/postgres/delivery-tables.ts'

/** `08:30` in minutes of the day; anything else is −1, which no check lets pass. */
const minuteOf = (text: string): number => {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(text) ?? []
  return hours === undefined || Number(minutes) > 59 ? -1 : Number(hours) * 60 + Number(minutes)
}

/**
 * What a form of delivery settings asks for. A part counts only where its box is ticked; channels that are not offered
 * are not asked for.
 */
export const parseWishes = (form: FormData, offered: readonly DeliveryChannel[]): Preferences => {
  const text = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value.replaceAll('\0', '').trim() : ''
  }
  const on = (name: string): boolean => form.has(`${name}-on`)
  const minute = (part: string, name: string): number | null => (on(part) ? minuteOf(text(name)) : null)
  return {
    channels: offered.filter(on).map((channel) => ({
      channel,
      address: text(channel),
      minimum: severities.find((severity) => severity === text(`${channel}-minimum`)) ?? 'low',
    })),
    times: {
      quietFrom: minute('quiet', 'quiet-from'),
      quietTo: minute('quiet', 'quiet-to'),
      digestAt: minute('digest', 'digest-at'),
    },
  }
}
