import { bankZone } from '../period.ts'
import { byVisit, eventRows, ratio, secondsOf, section, value, visitRows } from './cockpit.ts'

const visit = visitRows('personal')
const booked = (more = '1') => eventRows('appointment.booked', `client_kind = 'personal' AND ${more}`)
const planned = "fromUnixTimestamp64Milli(JSONExtractInt(data, 'plannedAt'), 'UTC')"
const hasBooked = 'isNotNull(booked_at)'

/** Before a visit: what is booked, and who comes. */
export const before = section({ group: 'appointments', section: 'before' }, byVisit, [
  {
    id: 'booked',
    name: '预约量 | Appointments',
    definition: '期间内登记的个人业务预约 | Appointments of personal customers booked in the period',
    unit: 'count',
    formula: value(booked()()),
    better: 'more',
    goals: true,
    additive: true,
  },
  {
    id: 'booked-online',
    name: '线上预约占比 | Booked online',
    definition:
      '经手机银行、网上银行、二维码或 H5 登记的预约 ÷ 预约量 | Appointments booked by app, web, QR code or H5 ÷ appointments',
    unit: 'share',
    formula: ratio(booked("channel IN ('mobile', 'web', 'qr', 'h5')")(), booked()()),
    better: 'more',
    goals: true,
  },
  {
    id: 'booked-by-staff',
    name: '员工代约占比 | Booked by staff',
    definition: '员工代客登记的预约 ÷ 预约量 | Appointments staff booked for customers ÷ appointments',
    unit: 'share',
    formula: ratio(booked("channel = 'staff'")(), booked()()),
    better: 'less',
  },
  {
    id: 'booked-same-day',
    name: '当日预约占比 | Booked for the same day',
    definition: '约定当日到店的预约 ÷ 预约量 | Appointments planned for the day they were booked ÷ appointments',
    unit: 'share',
    formula: ratio(booked(`toDate(${planned}, '${bankZone}') = toDate(time, '${bankZone}')`)(), booked()()),
    better: 'neither',
  },
  {
    id: 'booking-lead',
    name: '预约提前时长 | Booked ahead',
    definition:
      '登记至约定时间的时长，最近秩法中位数 | Time from booking to the planned moment, median by nearest rank',
    unit: 's',
    formula: value(booked(`${planned} >= time`)(secondsOf(`dateDiff('second', time, ${planned})`, 0.5))),
    better: 'more',
  },
  {
    id: 'booked-peak',
    name: '高峰时段预约占比 | Booked for peak hours',
    definition:
      '约在 10–12 时或 14–16 时的预约 ÷ 预约量 | Appointments planned for 10–12 or 14–16 o’clock ÷ appointments',
    unit: 'share',
    formula: ratio(booked(`toHour(toTimeZone(${planned}, '${bankZone}')) IN (10, 11, 14, 15)`)(), booked()()),
    better: 'less',
  },
  {
    id: 'cancelled',
    name: '预约取消率 | Cancelled',
    definition:
      '约在期间内而被取消的预约 ÷ 约在期间内的预约 | Appointments planned in the period and cancelled ÷ those planned in the period',
    unit: 'share',
    formula: ratio(visit(`${hasBooked} AND isNotNull(cancelled_at)`), visit(hasBooked)),
    better: 'less',
  },
  {
    id: 'cancelled-late',
    name: '临近取消占比 | Cancelled at short notice',
    definition:
      '约定时间前两小时内或之后取消的预约 ÷ 取消的预约 | Cancelled less than two hours ahead or later ÷ cancelled',
    unit: 'share',
    formula: ratio(
      visit(`${hasBooked} AND cancelled_at > planned_at - toIntervalHour(2)`),
      visit(`${hasBooked} AND isNotNull(cancelled_at)`),
    ),
    better: 'less',
  },
  {
    id: 'shown-up',
    name: '预约到店率 | Came as booked',
    definition: '已到约定时间的预约中到店的占比 | Of appointments whose planned moment has come, those who came',
    unit: 'share',
    formula: ratio(
      visit(`${hasBooked} AND planned_at <= {asOf} AND isNotNull(came_at)`),
      visit(`${hasBooked} AND planned_at <= {asOf}`),
    ),
    better: 'more',
    goals: true,
  },
  {
    id: 'no-show',
    name: '爽约率 | No-shows',
    definition:
      '约定时间已过两小时、未到店也未取消的预约 ÷ 约定时间已过两小时的预约 | Neither came nor cancelled two hours after the planned moment ÷ appointments two hours past it',
    unit: 'share',
    formula: ratio(
      visit(`${hasBooked} AND planned_at + toIntervalHour(2) <= {asOf} AND isNull(came_at) AND isNull(cancelled_at)`),
      visit(`${hasBooked} AND planned_at + toIntervalHour(2) <= {asOf}`),
    ),
    better: 'less',
  },
  {
    id: 'punctual',
    name: '准时到店率 | On time',
    definition:
      '到店时间与约定相差不超过 10 分钟的预约 ÷ 到店的预约 | Came within ten minutes of the planned moment ÷ appointments that came',
    unit: 'share',
    formula: ratio(
      visit(`${hasBooked} AND abs(dateDiff('second', planned_at, came_at)) <= 600`),
      visit(`${hasBooked} AND isNotNull(came_at)`),
    ),
    better: 'more',
  },
])
