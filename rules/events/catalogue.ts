import { type DataOf, type EventType, eventType } from './type.ts'

/** Every type of event Mingjing understands, by family in the order a case lives through them. */
export const catalogue = [
  // estimate, application
  eventType('estimate.made', '额度测算', 'Credit estimate made', {
    required: ['product', 'channel', 'amount'],
    optional: ['customer', 'partner', 'manager', 'durationSeconds', 'direct'],
  }),
  eventType('application.submitted', '申请提交', 'Application submitted', {
    required: ['product', 'channel', 'amount', 'customer'],
    optional: [
      'termMonths',
      'purpose',
      'age',
      'income',
      'supplementary',
      'direct',
      'oneId',
      'partner',
      'manager',
      'name',
      'idNumber',
      'mobile',
      'address',
      'device',
      'otherBankLimit',
      'otherLenders',
      'fastTrack',
      'employer',
      'applicantStaff',
    ],
  }),
  eventType('application.returned', '申请退回补件', 'Application sent back for completion', {
    required: ['node', 'actor', 'reason'],
  }),
  eventType('application.resumed', '申请补件完成', 'Application completed and resumed', { required: ['node'] }),
  eventType('application.withdrawn', '申请撤回', 'Application withdrawn by the customer', { required: ['reason'] }),

  // consent, identity, investigation
  eventType('consent.given', '授权取得', 'Consent given', {
    required: ['consentPurpose', 'form', 'customer'],
    optional: ['bundled', 'preset', 'digest'],
  }),
  eventType('consent.withdrawn', '授权撤回', 'Consent withdrawn', { required: ['consentPurpose', 'customer'] }),
  eventType('consent.used', '授权使用', 'Data queried or used under a consent', {
    required: ['consentPurpose', 'customer', 'actor'],
    optional: ['digest', 'reason'],
  }),
  eventType('identity.verified', '身份核验', 'Identity verified', {
    required: ['method', 'result'],
    optional: [
      'score',
      'applicantSeen',
      'originalsSeen',
      'signatureSeen',
      'device',
      'name',
      'idNumber',
      'mobile',
      'durationSeconds',
    ],
  }),
  eventType('investigation.started', '调查开始', 'Investigation started', { required: ['actor'], optional: ['node'] }),
  eventType('investigation.completed', '调查完成', 'Investigation completed', {
    required: ['actor', 'method', 'result'],
    optional: ['node', 'durationSeconds', 'reached', 'recording', 'score'],
  }),

  // review, approval, offer
  eventType('review.assigned', '任务分配', 'Task assigned', {
    required: ['node'],
    optional: ['priority', 'reason'],
  }),
  eventType('review.opened', '任务打开', 'Task opened', { required: ['node'], optional: ['workstation'] }),
  eventType('review.completed', '审查完成', 'Review completed', {
    required: ['node'],
    optional: ['opinion', 'readSeconds', 'materialsTotal', 'materialsViewed', 'workstation', 'reason'],
  }),
  eventType('approval.decided', '审批决定', 'Approval decided', {
    required: ['decision'],
    optional: [
      'mode',
      'amount',
      'termMonths',
      'rate',
      'readSeconds',
      'materialsTotal',
      'materialsViewed',
      'authority',
      'suggestion',
      'overridden',
      'reason',
      'related',
      'partner',
      'workstation',
      'node',
      'manager',
    ],
  }),
  eventType('offer.made', '报价', 'Offer made to the customer', {
    required: [],
    optional: ['amount', 'rate', 'termMonths'],
  }),
  eventType('offer.closed', '报价结束', 'Offer accepted, declined or cancelled', {
    required: ['decision'],
    optional: ['amount'],
  }),

  // limit, disbursement, card
  eventType('limit.requested', '调额申请', 'Limit change requested', {
    required: ['customer', 'limitBefore', 'limitAfter'],
    optional: ['temporary', 'reason', 'income', 'card', 'device', 'manager'],
  }),
  eventType('limit.adjusted', '额度调整', 'Limit adjusted', {
    required: ['customer', 'limitBefore', 'limitAfter', 'mode'],
    optional: [
      'temporary',
      'validUntil',
      'income',
      'authority',
      'otherBankLimit',
      'card',
      'overridden',
      'reason',
      'related',
      'readSeconds',
      'workstation',
      'manager',
      'incomeAt',
    ],
  }),
  eventType('limit.declined', '调额未通过', 'Limit change declined', {
    required: ['customer', 'reason'],
    optional: ['limitBefore', 'limitAfter', 'mode', 'card'],
  }),
  eventType('limit.notified', '调额告知', 'Customer told of a limit change', {
    required: ['customer'],
    optional: ['limitAfter', 'card'],
  }),
  eventType('disbursement.scanned', '放款前扫描', 'Second scan before disbursement', {
    required: ['result'],
    optional: ['otherLenders', 'reason', 'score'],
  }),
  eventType('disbursement.made', '放款', 'Disbursement made', {
    required: ['product', 'amount', 'customer', 'payee', 'payeeKind', 'entrusted'],
    optional: ['partner', 'purpose', 'contract', 'account', 'termMonths'],
  }),
  eventType('card.issued', '制卡发卡', 'Card issued', {
    required: ['card', 'customer'],
    optional: ['supplementary', 'limitAfter', 'age'],
  }),
  eventType('card.activated', '卡片激活', 'Card activated', {
    required: ['card', 'customer', 'channel'],
    optional: ['applicantSeen', 'device'],
  }),
  eventType('card.changed', '卡状态变更', 'Card status changed', {
    required: ['card', 'cardStatus'],
    optional: ['idleMonths', 'balance', 'reason'],
  }),

  // transaction, transfer, fx
  eventType('transaction.posted', '刷卡交易', 'Card transaction posted', {
    required: ['card', 'customer', 'amount', 'merchant', 'merchantCategory', 'channel'],
    optional: ['country', 'currency', 'device'],
  }),
  eventType('transfer.posted', '转账', 'Transfer posted', {
    required: ['account', 'counterAccount', 'amount', 'currency'],
    optional: ['counterBank', 'purpose', 'direction', 'device', 'idleMonths'],
  }),
  eventType('fx.settled', '结售汇', 'Foreign exchange settled', {
    required: ['customer', 'account', 'amount', 'currency', 'direction'],
    optional: ['purpose', 'country'],
  }),

  // repayment, collection, outcome
  eventType('repayment.due', '应还款', 'Instalment fell due', {
    required: ['contract', 'amount', 'period', 'dueAt'],
  }),
  eventType('repayment.received', '还款', 'Repayment received', {
    required: ['contract', 'amount', 'period'],
    optional: ['daysPastDue', 'account'],
  }),
  eventType('collection.staged', '进入逾期阶段', 'Contract entered an overdue stage', {
    required: ['contract', 'stage', 'daysPastDue', 'balance'],
    optional: ['partner'],
  }),
  eventType('collection.assigned', '催收分案', 'Collection case assigned', {
    required: ['contract', 'actor', 'balance'],
    optional: ['stage'],
  }),
  eventType('collection.called', '催收外呼', 'Collection call', {
    required: ['contract', 'actor', 'contactKind', 'connected'],
    optional: ['effective', 'debtorReachable', 'durationSeconds', 'wording', 'recording', 'stage', 'mobile'],
  }),
  eventType('outcome.observed', '表现结果', 'Outcome observed', {
    required: ['outcome'],
    optional: ['daysPastDue', 'balance', 'contract', 'amount', 'partner'],
  }),

  // campaign, appointment, counter, complaint
  eventType('campaign.targeted', '营销名单', 'Customer targeted by a campaign', {
    required: ['campaign', 'customer', 'segment', 'control'],
  }),
  eventType('campaign.contacted', '营销触达', 'Customer contacted by a campaign', {
    required: ['campaign', 'customer', 'connected'],
    optional: ['durationSeconds', 'optedOut', 'segment', 'mobile', 'wording'],
  }),
  eventType('campaign.responded', '营销响应', 'Customer responded to a campaign', {
    required: ['campaign', 'customer', 'response'],
    optional: ['amount', 'segment'],
  }),
  eventType('appointment.booked', '预约', 'Appointment booked', {
    required: ['clientKind', 'business', 'plannedAt'],
  }),
  eventType('appointment.arrived', '到店', 'Customer arrived for an appointment', {
    required: ['clientKind', 'business'],
  }),
  eventType('appointment.cancelled', '预约取消', 'Appointment cancelled', {
    required: ['clientKind', 'business', 'reason'],
  }),
  eventType('counter.served', '网点服务', 'Customer served at an outlet', {
    required: ['clientKind', 'business', 'waitSeconds', 'durationSeconds'],
    optional: ['sold', 'workstation', 'result'],
  }),
  eventType('complaint.filed', '投诉受理', 'Complaint filed', {
    required: ['customer', 'topic'],
    optional: ['reason'],
  }),
  eventType('complaint.answered', '投诉答复', 'Complaint answered', {
    required: ['actor', 'result'],
    optional: ['reason'],
  }),

  // score, collateral, customer
  eventType('score.produced', '模型评分', 'Model score produced', {
    required: ['model', 'score'],
    optional: ['modelVersion', 'suggestion', 'segment'],
  }),
  eventType('collateral.observed', '押品监测', 'Collateral observed', {
    required: ['collateralKind'],
    optional: ['area', 'growth', 'value', 'valueBefore', 'contract'],
  }),
  eventType('customer.changed', '客户信息变更', 'Customer data changed', {
    required: ['customer', 'changed'],
    optional: ['mobile', 'address', 'device'],
  }),

  // outlet: numbers taken, windows open, ratings
  eventType('queue.taken', '取号', 'Number taken at an outlet', {
    required: ['clientKind', 'business'],
    optional: ['recognised', 'whitelisted'],
  }),
  eventType('queue.left', '弃号', 'Customer left the queue unserved', {
    required: ['clientKind', 'business'],
    optional: ['waitSeconds'],
  }),
  eventType('counter.staffed', '窗口配置', 'Counters open from now on', { required: ['clientKind', 'windows'] }),
  eventType('visit.rated', '服务评价', 'Visit rated by the customer', { required: ['clientKind', 'rating'] }),

  // business with corporate customers
  eventType('account.opened', '对公开户', 'Corporate account opened', {
    required: ['customer', 'account', 'accountKind'],
    optional: ['newClient', 'durationSeconds', 'manager'],
  }),
  eventType('account.closed', '对公销户', 'Corporate account closed', {
    required: ['customer', 'account'],
    optional: ['accountKind', 'reason'],
  }),
  eventType('account.observed', '对公账户余额', 'Balance of a corporate account at close of day', {
    required: ['customer', 'account', 'balance', 'termed'],
  }),
  eventType('settlement.made', '对公结算', 'Payment of or to a corporate customer settled', {
    required: ['customer', 'amount', 'direction', 'currency', 'result'],
    optional: ['account', 'counterBank'],
  }),
  eventType('payroll.paid', '代发工资', 'Payroll paid for an employer', {
    required: ['customer', 'amount', 'headcount'],
    optional: ['period'],
  }),
  eventType('facility.decided', '对公授信审批', 'Corporate credit facility decided', {
    required: ['customer', 'amount', 'decision'],
    optional: ['durationSeconds', 'manager', 'reason'],
  }),
  eventType('facility.drawn', '对公放款', 'Corporate loan paid out under a facility', {
    required: ['customer', 'amount', 'contract'],
    optional: ['rate', 'termMonths', 'manager'],
  }),
  eventType('facility.repaid', '对公还款', 'Corporate loan repaid', {
    required: ['customer', 'amount', 'contract'],
    optional: ['daysPastDue'],
  }),
  eventType('product.signed', '对公签约', 'Corporate customer signed up for a product', {
    required: ['customer', 'signed'],
    optional: ['manager'],
  }),
  eventType('client.visited', '客户走访', 'Corporate customer visited', {
    required: ['customer', 'manager', 'method', 'result'],
    optional: ['durationSeconds', 'reason'],
  }),
] as const satisfies readonly EventType[]

type Catalogue = (typeof catalogue)[number]
export type EventTypeName = Catalogue['name']
export type EventData<N extends EventTypeName> = DataOf<Extract<Catalogue, { name: N }>>

const byName = new Map<string, EventType>(catalogue.map((type) => [type.name, type]))
/** The declared type of that name, or undefined. */
export const eventTypeNamed = (name: string): EventType | undefined => byName.get(name)
