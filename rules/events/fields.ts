import { bool, code, double, fen, int, moment, share, text } from './field.ts'

/**
 * The dictionary of data fields. A name means one thing, in one type and unit, in every event that has it, so that it
 * is one column in ClickHouse and one word in rules.
 */
export const fields = {
  // who and where
  actor: text('经办人', 'Staff member who acted', { hot: true }),
  actorRole: code('岗位', 'Role of the actor', [
    'manager',
    'investigator',
    'reviewer',
    'approver',
    'disburser',
    'teller',
    'agent',
    'system',
  ]),
  customer: text('客户号', 'Customer number (pseudonymous)', { hot: true }),
  partner: text('合作机构', 'Partner institution', { hot: true }),
  manager: text('客户经理', 'Customer manager', { hot: true }),
  name: text('姓名', 'Name', { personal: true }),
  idNumber: text('证件号码', 'Identity document number', { personal: true }),
  mobile: text('手机号', 'Mobile number', { personal: true, hot: true }),
  address: text('地址', 'Address', { personal: true }),
  device: text('设备标识', 'Device fingerprint', { hot: true }),
  workstation: text('终端', 'Workstation', { hot: true }),

  // what is applied for
  product: code('产品', 'Product', ['card', 'limit', 'car', 'home', 'consumption', 'personal-loan'], { hot: true }),
  channel: code(
    '渠道',
    'Channel',
    ['counter', 'mobile', 'h5', 'qr', 'staff', 'phone', 'terminal', 'robot', 'web', 'atm', 'pos', 'sms'],
    { hot: true },
  ),
  amount: fen('金额', 'Amount', { hot: true }),
  termMonths: int('期数', 'Term', { unit: 'month', maximum: 600 }),
  purpose: code(
    '用途',
    'Purpose',
    [
      'purchase',
      'renovation',
      'education',
      'travel',
      'sports',
      'medical',
      'property',
      'securities',
      'business',
      'salary',
      'trade',
      'family',
      'other',
    ],
    { hot: true },
  ),
  age: int('年龄', 'Age of the applicant', { unit: 'year', maximum: 130 }),
  income: fen('月收入', 'Monthly income'),
  supplementary: bool('附属卡', 'Supplementary card'),
  direct: bool('直客模式', 'Direct customer, no partner'),
  oneId: bool('一证贷', 'One-ID-card mode'),
  otherBankLimit: fen('他行授信', 'Credit granted by other banks'),
  otherLenders: int('多头借贷机构数', 'Other lenders with open credit'),
  fastTrack: bool('快速通道', 'Eligible for instant decision', { hot: true }),

  // how it was handled
  node: text('流程节点', 'Node of the approval flow', { hot: true }),
  activity: text('活动', 'Activity as named by the source system', { hot: true }),
  transition: code('生命周期', 'Life-cycle transition of the activity', ['schedule', 'start', 'complete'], {
    hot: true,
  }),
  decision: code('审批结论', 'Decision', ['approved', 'declined', 'returned', 'cancelled'], { hot: true }),
  suggestion: code('模型建议', 'Decision suggested by the model', ['approved', 'declined', 'manual'], { hot: true }),
  mode: code('审批方式', 'Instant or manual', ['instant', 'manual'], { hot: true }),
  opinion: code('审查意见', 'Opinion', ['agree', 'disagree', 'return'], { hot: true }),
  reason: text('原因', 'Reason'),
  readSeconds: int('阅读时长', 'Time the case was open on screen', { unit: 's', hot: true }),
  durationSeconds: int('时长', 'Duration', { unit: 's', hot: true }),
  materialsTotal: int('材料份数', 'Documents in the case', { maximum: 10_000 }),
  materialsViewed: int('已阅材料', 'Documents opened', { maximum: 10_000 }),
  authority: fen('审批权限', 'Highest amount the actor may decide'),
  overridden: bool('推翻模型', 'Decision against the model'),
  priority: int('优先级', 'Priority, 1 is first', { minimum: 1, maximum: 9 }),
  related: bool('关联关系', 'Actor is related to the applicant'),
  rate: double('年化利率', 'Annual rate as a share', { minimum: 0, maximum: 10 }),

  // investigation, identity, consent
  method: code(
    '核验方式',
    'Method',
    ['in-person', 'face', 'voiceprint', 'ocr', 'questionnaire', 'video', 'phone', 'onsite'],
    {
      hot: true,
    },
  ),
  result: code('结果', 'Result', ['pass', 'fail', 'doubt', 'clear', 'changed', 'blocked'], { hot: true }),
  applicantSeen: bool('亲见申请人', 'Applicant seen in person'),
  originalsSeen: bool('亲见原件', 'Original documents seen'),
  signatureSeen: bool('亲见签名', 'Signature witnessed'),
  reached: bool('联系到', 'Contact reached'),
  recording: text('录音编号', 'Recording'),
  consentPurpose: code('授权用途', 'Purpose of the consent', ['credit-query', 'data-sharing', 'marketing'], {
    hot: true,
  }),
  form: code('授权形式', 'Form of the consent', ['written', 'electronic', 'oral']),
  bundled: bool('捆绑授权', 'Bundled with other terms'),
  preset: bool('默认勾选', 'Ticked by default'),
  digest: text('存证摘要', 'Digest on the credit chain'),

  // limits, cards
  limitBefore: fen('调整前额度', 'Limit before', { hot: true }),
  limitAfter: fen('调整后额度', 'Limit after', { hot: true }),
  temporary: bool('临时额度', 'Temporary'),
  validUntil: moment('有效期至', 'Valid until'),
  card: text('卡片', 'Card', { hot: true }),
  cardStatus: code('卡状态', 'Card status', ['inactive', 'active', 'frozen', 'closed', 'dormant']),
  idleMonths: int('未用月数', 'Months without use', { unit: 'month', maximum: 1200 }),
  balance: fen('余额', 'Balance', { hot: true }),

  // money that moves
  account: text('账户', 'Account', { hot: true }),
  counterAccount: text('对方账户', 'Counterparty account', { hot: true }),
  counterBank: text('对方行', 'Counterparty bank'),
  currency: code('币种', 'Currency', ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP'], { hot: true }),
  direction: code('方向', 'Direction', ['in', 'out', 'buy', 'sell'], { hot: true }),
  merchant: text('商户', 'Merchant', { hot: true }),
  merchantCategory: code(
    '商户类别',
    'Merchant category',
    [
      'retail',
      'travel',
      'education',
      'medical',
      'property',
      'securities',
      'wholesale',
      'gambling',
      'car-dealer',
      'decorator',
      'cash',
    ],
    { hot: true },
  ),
  country: text('国家地区', 'Country, ISO 3166-1 alpha-2', { hot: true }),
  payee: text('收款人', 'Payee', { hot: true }),
  payeeKind: code('收款人类型', 'Kind of payee', ['customer', 'merchant', 'partner', 'staff', 'other'], { hot: true }),
  entrusted: bool('受托支付', 'Paid to the payee on the customer’s behalf'),

  // repayment, collection
  contract: text('合同', 'Contract', { hot: true }),
  period: int('期次', 'Instalment number', { minimum: 1, maximum: 600 }),
  dueAt: moment('应还时间', 'Due at'),
  daysPastDue: int('逾期天数', 'Days past due (DPD)', { unit: 'day', maximum: 20_000, hot: true }),
  stage: code('逾期阶段', 'Overdue stage', ['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'written-off'], { hot: true }),
  contactKind: code('联系对象', 'Who was contacted', ['debtor', 'guarantor', 'relative', 'third-party'], { hot: true }),
  connected: bool('接通', 'Call connected', { hot: true }),
  effective: bool('有效沟通', 'Effective contact', { hot: true }),
  debtorReachable: bool('债务人可联系', 'Debtor could be reached at the time', { hot: true }),
  wording: text('话术', 'Wording used (excerpt of the transcript)'),

  // marketing, branch
  campaign: text('营销活动', 'Campaign', { hot: true }),
  segment: text('客群', 'Segment', { hot: true }),
  control: bool('对照组', 'In the control group', { hot: true }),
  response: code('营销响应', 'Response', ['interested', 'bought', 'refused', 'no-answer'], { hot: true }),
  optedOut: bool('已拒绝营销', 'Customer opted out of marketing'),
  business: text('业务', 'Business handled', { hot: true }),
  clientKind: code('客户类型', 'Personal or corporate', ['personal', 'corporate'], { hot: true }),
  plannedAt: moment('预约时间', 'Planned for'),
  waitSeconds: int('等候时长', 'Waiting time', { unit: 's', hot: true }),
  sold: text('成交产品', 'Product sold'),
  topic: code('投诉事项', 'Complaint about', [
    'fee',
    'service',
    'collection',
    'marketing',
    'privacy',
    'approval',
    'other',
  ]),

  // models, outcomes, collateral, customer
  model: text('模型', 'Model', { hot: true }),
  modelVersion: text('模型版本', 'Model version'),
  score: share('评分', 'Score', { hot: true }),
  outcome: code('结果表现', 'What was observed', ['paid', 'default', 'fraud', 'cured', 'recovered'], { hot: true }),
  collateralKind: code('押品', 'Collateral', ['vehicle', 'property', 'crop']),
  area: double('面积', 'Area', { unit: 'm2', minimum: 0 }),
  growth: share('长势', 'Growth index'),
  valueBefore: fen('原估值', 'Value before'),
  value: fen('估值', 'Value'),
  changed: code('变更项', 'What was changed', ['mobile', 'address', 'device', 'employer', 'email'], { hot: true }),

  // proof of income, and where the applicant works
  incomeAt: moment('收入核实时间', 'Income verified at'),
  employer: text('工作单位', 'Employer named by the applicant', { personal: true }),
  applicantStaff: text('申请人工号', 'Staff number of the applicant, if one of the staff'),

  // outlet, and business with corporate customers
  recognised: bool('已识别', 'Customer recognised on entering', { hot: true }),
  whitelisted: bool('白名单客户', 'On the list of customers to be looked after', { hot: true }),
  windows: int('开放窗口数', 'Counters open', { maximum: 1000, hot: true }),
  rating: int('评价', 'Rating, 5 is best', { minimum: 1, maximum: 5, hot: true }),
  accountKind: code('账户性质', 'Kind of corporate account', ['basic', 'general', 'special', 'temporary'], {
    hot: true,
  }),
  newClient: bool('新客户', 'First account of the customer', { hot: true }),
  termed: bool('定期', 'Term deposit', { hot: true }),
  headcount: int('代发人数', 'People paid', { maximum: 1_000_000, hot: true }),
  signed: code(
    '签约产品',
    'Product signed up for',
    ['payroll', 'corporate-online', 'cash-management', 'acquiring', 'guarantee', 'supply-chain', 'fx', 'deposit'],
    { hot: true },
  ),
} as const

export type Fields = typeof fields
export type FieldName = keyof Fields
