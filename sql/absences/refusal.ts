/** Why an absence or a standing-in was not entered or decided; a value to be shown. */
export interface AbsenceRefusal {
  readonly kind: 'refused'
  readonly code: keyof typeof reasons
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-found': ['没有这条缺勤安排，或不在您的范围内', 'There is no such absence, or it is not among yours'],
  'not-permitted': ['您不能代他人登记或审批', 'You may not enter or decide this for others'],
  'wrong-period': ['结束时间须晚于开始时间和当前时间', 'The end has to come after the start and after the present'],
  'too-long': ['一次最多登记 366 天', 'One absence takes 366 days at most'],
  overlaps: ['与已登记的缺勤时间重叠', 'It overlaps an absence entered before'],
  'unfit-delegate': [
    '代理人须为同岗或更高岗位，且所在机构覆盖本人机构',
    'Who stands in has to be of the same or a higher role, in the same unit or one above it',
  ],
  'absent-delegate': ['该代理人在此期间也不在岗', 'That person is away at that time, too'],
  'own-delegation': ['不能审批本人作为当事人的代理', 'Neither side of a delegation may approve it'],
  decided: ['该代理已审批，或缺勤已结束', 'It was decided before, or the absence is over'],
} as const satisfies Record<string, readonly [string, string]>

export const refuseAbsence = (code: AbsenceRefusal['code']): AbsenceRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
