/** Why a sample was not judged or an issue not reopened by it; a value to be shown. */
export interface QualityRefusal {
  readonly kind: 'refused'
  readonly code: QualityRefusalCode
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-found': ['没有这条样本，或您无权查看', 'There is no such sample, or you may not see it'],
  'not-permitted': ['您不能复核这条样本', 'You may not judge this sample'],
  own: ['原结论由您作出，须由他人处理', 'The first decision was yours; somebody else has to do this'],
  'standing-in': [
    '您与原结论作出人互为代理，须由第三人处理',
    'One of you stood in for the other when it was decided first, or does; a third person has to do this',
  ],
  anothers: ['该样本由他人复核', 'This sample is for somebody else to judge'],
  over: ['该样本已有结论', 'This sample is decided already'],
  agrees: ['复核意见与原结论一致，不能据此重新打开', 'The two agree; there is nothing to reopen it for'],
  'no-reason': ['请填写理由', 'A reason is needed'],
} as const satisfies Record<string, readonly [string, string]>

export type QualityRefusalCode = keyof typeof reasons

export const refuseQuality = (code: QualityRefusalCode): QualityRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
