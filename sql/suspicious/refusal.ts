/** Why a suspicious-transaction report was not drafted or handed over; a value to be shown. */
export interface ReportRefusal {
  readonly kind: 'refused'
  readonly code: ReportRefusalCode
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-found': ['没有这份报告或问题，或您无权查看', 'There is no such report or issue, or you may not see it'],
  'not-permitted': ['您的岗位不能进行此操作', 'Your role does not allow this'],
  'wrong-class': ['只有反洗钱类问题可以移交可疑交易报告', 'Only issues of money laundering are handed over so'],
  'wrong-state': ['问题须先确认', 'The issue has to be confirmed first'],
  concerned: ['您是本问题的当事人，须由他人处理', 'The issue concerns you; somebody else has to handle it'],
  own: ['报告由您填写，须由他人审核移交', 'You drafted this report; somebody else has to hand it over'],
  'standing-in': [
    '您与填写人互为代理，须由第三人审核移交',
    'One of you stood in for the other when it was drafted, or does; a third person has to hand it over',
  ],
  'not-drafter': ['只有填写人可以撤回', 'Only who drafted a report may withdraw it'],
  over: ['该报告已有结论', 'This report has been decided already'],
  'open-draft': ['已有一份待审核的报告', 'A report waits to be reviewed already'],
  incomplete: ['可疑特征、已采取的措施、结论均须填写', 'Grounds, measures and conclusion are all needed'],
  'no-reason': ['请填写审核意见', 'An opinion is needed'],
} as const satisfies Record<string, readonly [string, string]>

export type ReportRefusalCode = keyof typeof reasons

export const refuseReport = (code: ReportRefusalCode): ReportRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
