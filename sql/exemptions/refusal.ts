/** Why an exemption was not asked for, decided on or ended; a value to be shown. */
export interface ExemptionRefusal {
  readonly kind: 'refused'
  readonly code: ExemptionRefusalCode
  readonly zh: string
  readonly en: string
}

/** The longest time an exemption may hold, ms: a renewal is a new one, looked at anew by two people. */
export const longestMs = 180 * 86_400_000

const reasons = {
  'not-found': ['没有这项豁免，或您无权查看', 'There is no such exemption, or you may not see it'],
  'not-permitted': ['您的岗位不能进行此操作', 'Your role does not allow this'],
  'not-yours': ['超出您的机构范围', 'This is beyond your unit'],
  own: ['豁免由您申请，须由他人审批', 'You asked for this exemption; somebody else has to decide'],
  'standing-in': [
    '您与申请人互为代理，须由第三人审批',
    'One of you stood in for the other when it was asked for, or does; a third person has to decide',
  ],
  concerned: ['该豁免涉及您本人，须由他人处理', 'The exemption concerns you; somebody else has to handle it'],
  'not-proposer': ['只有申请人可以撤回', 'Only who asked for an exemption may withdraw it'],
  over: ['该豁免已有结论或已结束', 'This exemption has been decided or is over'],
  'no-reason': ['请填写理由', 'A reason is needed'],
  'no-evidence': ['请填写依据', 'Evidence is needed: what does it rest on?'],
  'no-rule': ['没有这条规则', 'There is no such rule'],
  'no-issue': ['没有这条问题，或您无权查看', 'There is no such issue, or you may not see it'],
  'no-value': ['请填写豁免对象', 'Say for which subject, partner, outlet or person'],
  'no-unit': ['没有这个机构', 'There is no such unit'],
  'opens-nothing': ['该规则本就不生成问题', 'This rule opens no issues as it is'],
  'not-future': ['截止时间须晚于现在', 'The end has to be in the future'],
  'too-long': ['一次最长 180 天，到期可重新申请', 'At most 180 days at once; ask anew when it ends'],
  'wrong-state': [
    '问题当前状态不能豁免：整改通知下达之后不再适用',
    'The issue is not in a state that can be exempted: not once an order is out',
  ],
  'newer-episode': ['该问题已有更新的一期', 'A newer episode of this issue exists'],
} as const satisfies Record<string, readonly [string, string]>

export type ExemptionRefusalCode = keyof typeof reasons

export const refuseExemption = (code: ExemptionRefusalCode): ExemptionRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
