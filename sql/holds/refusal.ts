/** Why a hold was not placed or lifted; a value to be shown. */
export interface HoldRefusal {
  readonly kind: 'refused'
  readonly code: HoldRefusalCode
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-found': ['没有这项保全，或您无权查看', 'There is no such hold, or you may not see it'],
  'not-permitted': ['您的岗位不能进行此操作', 'Your role does not allow this'],
  'not-yours': [
    '您的机构范围内没有该对象的记录，请由总行办理保全',
    'Nothing of it is on record within your unit; ask the head office to place the hold',
  ],
  own: ['保全由您设置，须由他人解除', 'You placed this hold; somebody else has to lift it'],
  'standing-in': [
    '您与设置人互为代理，须由第三人解除',
    'One of you stood in for the other when it was placed, or does; a third person has to lift it',
  ],
  over: ['该保全已解除', 'This hold has been lifted already'],
  standing: ['该对象已有一项同一文号的保全', 'A hold with this reference lies on it already'],
  'no-value': ['请填写保全对象', 'Say what the hold lies on'],
  'no-issue': ['没有这条问题，或您无权查看', 'There is no such issue, or you may not see it'],
  'no-reason': ['请填写理由', 'A reason is needed'],
  'no-reference': ['请填写依据文号', 'The number of the letter it rests on is needed'],
} as const satisfies Record<string, readonly [string, string]>

export type HoldRefusalCode = keyof typeof reasons

export const refuseHold = (code: HoldRefusalCode): HoldRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
