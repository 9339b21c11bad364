import { indicator, type Part } from '../indicator.ts'
import { quantileOfMap } from '../quantile.ts'

const by = ['day', 'week', 'month', 'unit', 'orgunit', 'channel'] as const
const events = (type: string): Part => ({ table: 'eventSums', value: 'sum(events)', where: `type = '${type}'` })
const waited = 'sumMap([toInt64(assumeNotNull(wait_seconds))], [toInt64(1)])'

/** M22: before, during and after a visit to an outlet. */
export const branch = [
  indicator({
    id: 'branch.appointments',
    name: { zh: '预约量', en: 'Appointments booked' },
    definition: { zh: '期间内登记的预约数', en: 'Appointments booked in the period' },
    unit: 'count',
    formula: { kind: 'value', of: events('appointment.booked') },
    by,
    better: 'more',
    over: 'period',
    owner: 'branches',
  }),
  indicator({
    id: 'branch.arrival-rate',
    name: { zh: '到店率', en: 'Arrival rate' },
    definition: {
      zh: '期间内到店的预约 ÷ 期间内登记的预约',
      en: 'Arrivals for appointments ÷ appointments booked, both within the period',
    },
    unit: 'share',
    formula: { kind: 'ratio', numerator: events('appointment.arrived'), denominator: events('appointment.booked') },
    by,
    better: 'more',
    over: 'period',
    owner: 'branches',
  }),
  indicator({
    id: 'branch.wait-median',
    name: { zh: '等候时长中位数', en: 'Waiting time, median' },
    definition: {
      zh: '柜面客户等候时间，最近秩法中位数',
      en: 'Time customers waited before being served, median by nearest rank',
    },
    unit: 's',
    formula: {
      kind: 'value',
      of: {
        table: 'events',
        value: quantileOfMap(waited, 0.5),
        where: "type = 'counter.served' AND isNotNull(wait_seconds)",
      },
    },
    by: [...by, 'business'],
    better: 'less',
    over: 'period',
    owner: 'branches',
  }),
  indicator({
    id: 'branch.served',
    name: { zh: '服务客户数', en: 'Customers served' },
    definition: { zh: '期间内网点服务的客户人次', en: 'Visits served at outlets in the period' },
    unit: 'count',
    formula: { kind: 'value', of: events('counter.served') },
    by,
    better: 'more',
    over: 'period',
    owner: 'branches',
  }),
]
