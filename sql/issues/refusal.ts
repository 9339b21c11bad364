/** Why an action was not done; a value to be shown, with nothing about what the person may not see. */
export interface Refusal {
  readonly kind: 'refused'
  readonly code: RefusalCode
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-found': ['没有这条问题，或您无权查看', 'There is no such issue, or you may not see it'],
  'not-permitted': ['您的岗位不能进行此操作', 'Your role does not allow this action'],
  'wrong-state': ['问题当前状态不允许此操作', 'The issue is not in a state that allows this'],
  stale: ['问题已被他人更新，请刷新后再试', 'Somebody else changed the issue meanwhile; reload and try again'],
  concerned: ['您是本问题的当事人，须由他人处理', 'The issue concerns you; somebody else has to handle it'],
  'answered-it': ['整改由您答复，须由他人核验或关闭', 'You answered the order; somebody else has to verify or close'],
  'confirmed-it': [
    '问题由您确认或登记，须由他人关闭',
    'You confirmed or entered the issue; somebody else has to close it',
  ],
  'not-answerer': ['整改通知不是下达给您的', 'The rectification order was not given to you'],
  'no-reason': ['请填写理由', 'A reason is needed'],
  'ordered-it': ['整改通知由您下达，须由他人代为答复', 'You gave the order; somebody else has to answer it for them'],
  'wrong-capacity': ['承载上限须为 0 至 1000 的整数', 'The capacity has to be a whole number from 0 to 1,000'],
  'wrong-skill': ['没有这个环节或类别', 'There is no such stage or class'],
  'no-text': ['请填写内容', 'A text is needed'],
  'no-such-person': ['没有这位可处理此问题的人员', 'There is no such person who could work on this issue'],
  'not-mentionable': ['提及的人员无权查看本问题', 'Somebody mentioned may not see this issue'],
  'too-many-mentioned': ['一次最多提及 10 人', 'At most ten people can be mentioned at once'],
  'person-concerned': [
    '该人员是本问题的当事人，不能指派',
    'That person is concerned by the issue and cannot be assigned',
  ],
  'not-future': ['请选择将来的时间', 'Choose a time in the future'],
  'too-far': ['最多可推迟 30 天', 'It can be put off by 30 days at most'],
  'not-snoozed': ['该问题没有推迟', 'The issue is not put off'],
  'newer-episode': ['该问题已有更新的一期，请处理新的一期', 'A newer episode of this issue exists; work on that one'],
  'none-left': ['没有待领取的问题了', 'Nothing is left to take'],
  'all-held': ['待领取的问题正被他人处理，请稍后再试', 'Others are at work on what is left; try again in a moment'],
  'nothing-to-undo': [
    '没有可以撤销的操作，或已超过可撤销时间',
    'There is nothing of yours to undo, or the time to undo is over',
  ],
  'nothing-chosen': ['请至少选择一条', 'Choose at least one'],
  'too-many-merged': ['一次最多并入 20 条问题', 'At most twenty issues can be merged at once'],
  'leads-others': [
    '该问题下已有并入的问题，请先撤销并案',
    'Other issues were merged into this one; split them back first',
  ],
  'confirmed-by-concerned': [
    '其中一条问题的确认人是另一条的当事人，不能并案',
    'Who confirmed one of the issues is concerned by another; they cannot be merged',
  ],
  'nothing-merged': ['没有可撤销的并案', 'Nothing was merged into this issue'],
  'none-left-behind': ['至少要留下一次命中', 'At least one hit has to stay'],
  'no-such-hit': ['所选命中不在本问题中', 'A hit chosen is not in this issue'],
  'no-subject': ['请填写标的', 'A subject is needed'],
  'title-too-long': ['标题最多 120 字', 'The title may have 120 characters at most'],
  'account-too-long': ['情况说明最多 4000 字', 'The account may have 4,000 characters at most'],
  'name-too-long': ['标的和工号最多 128 字', 'A subject or staff id may have 128 characters at most'],
  'no-such-unit': ['没有这个机构，或不在您的范围内', 'There is no such unit, or it is not among yours'],
  'too-many-concerned': ['涉及人员最多 20 人', 'At most twenty people can be concerned'],
  'file-type': [
    '只接受 PDF、PNG、JPEG、WebP、XLSX、DOCX、TXT、CSV、EML 文件，且内容须与扩展名一致',
    'Only PDF, PNG, JPEG, WebP, XLSX, DOCX, TXT, CSV and EML files are taken, and the content must be what the name says',
  ],
  'file-too-large': ['单个文件不得超过 10 MB', 'A file may have 10 MB at most'],
  'file-empty': ['文件是空的', 'The file is empty'],
  'too-many-files': ['每条问题最多 20 个附件', 'An issue takes 20 attachments at most'],
  'same-file': ['该文件已是本问题的附件', 'This very file is already attached to the issue'],
  'uploads-busy': ['正在上传的文件较多，请稍后再试', 'Many files are being sent just now; try again in a moment'],
} as const satisfies Record<string, readonly [string, string]>

export type RefusalCode = keyof typeof reasons

export const refuse = (code: RefusalCode): Refusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
