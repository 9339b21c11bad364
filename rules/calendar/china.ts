import type { YearTable } from './definition.ts'

/**
 * Public holidays of mainland China and the weekend days worked in exchange (调休), from the yearly notices of the
 * General Office of the State Council (国务院办公厅关于部分节假日安排的通知): 国办发明电〔2023〕7号 for 2024,
 * 〔2024〕12号 for 2025, 〔2025〕7号 for 2026. The notice for a year appears in the autumn before it; until its table is
 * added here, the year is provisional and has weekends only.
 */
export const chinesePublicHolidays: Readonly<Record<number, YearTable>> = {
  2024: {
    off: ['01-01', '02-10..02-17', '04-04..04-06', '05-01..05-05', '06-10', '09-15..09-17', '10-01..10-07'],
    work: ['02-04', '02-18', '04-07', '04-28', '05-11', '09-14', '09-29', '10-12'],
  },
  2025: {
    off: ['01-01', '01-28..02-04', '04-04..04-06', '05-01..05-05', '05-31..06-02', '10-01..10-08'],
    work: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  2026: {
    off: [
      '01-01..01-03',
      '02-15..02-23',
      '04-04..04-06',
      '05-01..05-05',
      '06-19..06-21',
      '09-25..09-27',
      '10-01..10-07',
    ],
    work: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
}
