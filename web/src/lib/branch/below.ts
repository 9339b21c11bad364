/** The unit one level below `unit` that `orgunit` belongs to; `unit` itself where it is that unit's own. */
export const below = (unit: string, orgunit: string): string =>
  orgunit
    .split('-')
    .slice(0, unit === 'hq' ? 1 : unit.split('-').length + 1)
    .join('-')

/** `09:30` of the half hour of the day with that number. */
export const slotTime = (slot: number): string =>
  `${String(Math.floor(slot / 2)).padStart(2, '0')}:${slot % 2 === 0 ? '00' : '30'}`
