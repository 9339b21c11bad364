/** Why a change was not proposed or decided; a value to be shown. */
export interface ChangeRefusal {
  readonly kind: 'refused'
  readonly code: ChangeRefusalCode
  /** Where in the change it lies: `rule · parameter · unit`, `list · value`; null where it is not about a place. */
  readonly place: string | null
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-found': ['没有这项变更，或您无权查看', 'There is no such change, or you may not see it'],
  'not-permitted': ['您的岗位不能进行此操作', 'Your role does not allow this'],
  'not-yours': ['超出您的机构范围', 'This is beyond your unit'],
  own: ['变更由您提出，须由他人审批', 'You proposed this change; somebody else has to decide'],
  'standing-in': [
    '您与提出人互为代理，须由第三人审批',
    'One of you stood in for the other when it was proposed, or does; a third person has to decide',
  ],
  'not-proposer': ['只有提出人可以撤回', 'Only who proposed a change may withdraw it'],
  over: ['该变更已有结论', 'This change has been decided already'],
  overtaken: ['提出之后此处已被改动，请重新提出', 'This place was changed after it was proposed; propose anew'],
  'no-reason': ['请填写理由', 'A reason is needed'],
  'no-rule': ['没有这条规则', 'There is no such rule'],
  'no-parameter': ['规则没有这个参数', 'The rule has no such parameter'],
  'no-unit': ['没有这个机构', 'There is no such unit'],
  'no-value': ['该机构没有单独的取值', 'The unit has no value of its own'],
  'no-list': ['没有被规则使用的这份名单', 'No rule looks anything up in a list of this name'],
  'no-entry': ['名单中没有这一条', 'There is no such entry on the list'],
  'wrong-type': ['取值的类型不符', 'The value is not of the type of the parameter'],
  'not-whole': ['须为整数', 'It has to be a whole number'],
  'below-minimum': ['低于下限', 'It is below the minimum'],
  'above-maximum': ['高于上限', 'It is above the maximum'],
  'no-duration': ['不是可用的时限，如 24h、3wd', 'It is no time a deadline may allow, such as 24h or 3wd'],
  'no-goals': ['该指标不设目标', 'No goals are set for this indicator'],
  'no-month': ['月份不正确，应如 2026-11', 'It is no month such as 2026-11'],
  'no-calendar': ['没有可维护节假日的这个日历', 'There is no calendar of this name that has holiday tables'],
  'no-year': ['年份不正确', 'It is no year between 2000 and 2099'],
  'no-days-off': ['请填写放假日期', 'Days off are needed'],
  'no-days': ['日期不正确，应如 05-01 或 05-01..05-05', 'Days are written as 05-01 or 05-01..05-05'],
  'no-share': ['比例须在 0 与 100% 之间', 'A share lies between 0 and 100 %'],
  'no-stratum': ['没有这个环节或严重程度', 'There is no such stage or severity'],
  'no-records': ['没有这类记录，或不设保存期限', 'There are no such records, or no period is set for them'],
  'below-legal': ['保存期限（月）低于下限', 'The period, in months, is below the least'],
  same: ['与现行内容相同', 'It is so already'],
  'empty-entry': ['请填写名单值', 'A value for the list is needed'],
  'no-day': ['日期不正确，应如 2026-03-31', 'It is no day such as 2026-03-31'],
  'ends-before': ['失效日早于生效日', 'The last day is before the first'],
  overlaps: ['该值在这段时间内已在名单上', 'The value stands on the list on some of these days already'],
  'too-long': ['名单过长，无法再增加', 'The list is too long to take another entry'],
} as const satisfies Record<string, readonly [string, string]>

export type ChangeRefusalCode = keyof typeof reasons

/** `bound` is the minimum or maximum that was passed, in the unit of the parameter; `basis` what it rests on. */
export const refuseChange = (
  code: ChangeRefusalCode,
  place: string | null = null,
  bound: string | null = null,
  basis: { readonly zh: string; readonly en: string } | null = null,
): ChangeRefusal => {
  const [zh, en] = reasons[code]
  const after = bound === null ? '' : ` ${bound}`
  const rests = { zh: basis ? `：${basis.zh}` : '', en: basis ? `: ${basis.en}` : '' }
  return { kind: 'refused', code, place, zh: `${zh}${after}${rests.zh}`, en: `${en}${after}${rests.en}` }
}
