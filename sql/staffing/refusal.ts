/** Why something about an account was not asked, decided or done; a value to be shown. */
export interface StaffRefusal {
  readonly kind: 'refused'
  readonly code: keyof typeof reasons
  readonly zh: string
  readonly en: string
}

const reasons = {
  'not-permitted': ['您的岗位不能进行此操作', 'Your role does not allow this'],
  'not-found': ['没有这项内容，或不在您的机构范围内', 'There is no such thing, or it is not among yours'],
  'not-yours': ['超出您的机构范围', 'This is beyond your unit'],
  oneself: ['不能办理本人的账号', 'Nobody does this to their own account'],
  own: ['由您提出，须由另一位系统管理员审批', 'You asked for this; another administrator has to decide'],
  'standing-in': [
    '您与提出人互为代理，须由第三人审批',
    'One of you stood in for the other when it was proposed, or does; a third person has to decide',
  ],
  concerned: ['涉及您本人，须由他人审批', 'It is about you; somebody else has to decide'],
  'not-proposer': ['只有提出人可以撤回', 'Only who asked for it may withdraw it'],
  over: ['该申请已有结论', 'It has been decided already'],
  overtaken: ['提出之后该人员的情况已变化，请重新提出', 'The person’s account changed since; ask anew'],
  waiting: ['该人员已有待审批的申请', 'Something about this person waits for a decision already'],
  'no-reason': ['请填写理由', 'A reason is needed'],
  'wrong-id': ['工号须为 2–32 位字母、数字或连字符', 'A staff id has 2 to 32 letters, digits or hyphens'],
  'id-taken': ['该工号已有账号', 'There is an account of this staff id'],
  'wrong-login': [
    '登录名须为 2–64 位小写字母、数字或 . _ - @',
    'A login has 2 to 64 lower-case letters, digits or . _ - @',
  ],
  'login-taken': ['该登录名已被使用', 'This login is taken'],
  'no-name': [
    '请填写中文姓名和英文姓名，各不超过 60 个字符',
    'Names in Chinese and English are needed, of 60 characters at most',
  ],
  'no-role': ['没有这个岗位', 'There is no such role'],
  'no-unit': ['没有这个机构', 'There is no such unit'],
  same: ['岗位和机构没有变化', 'Role and unit are those already'],
  inactive: ['该账号已停用', 'The account is closed'],
  active: ['该账号未停用', 'The account is not closed'],
  'last-admin': [
    '总行至少须保留一位启用的系统管理员',
    'The head office keeps at least one administrator whose account is open',
  ],
} as const satisfies Record<string, readonly [string, string]>

export const refuseStaff = (code: StaffRefusal['code']): StaffRefusal => {
  const [zh, en] = reasons[code]
  return { kind: 'refused', code, zh, en }
}
